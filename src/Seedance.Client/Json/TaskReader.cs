using System.Text.Json;

namespace Seedance.Json;

/// <summary>
/// Reads a response to a query. Tolerant of the variations that clients have met, strict about their meaning.
/// </summary>
internal static class TaskReader
{
    /// <summary>Reads the response to the query of a task.</summary>
    /// <exception cref="SeedanceException">
    /// It is an error response, it is not JSON, or it describes another task.
    /// </exception>
    public static SeedanceTask Read(ReadOnlySpan<byte> body, string id)
    {
        body = WithoutByteOrderMark(body);
        if (WithoutLeadingWhitespace(body).IsEmpty) throw Invalid(id, "it is empty");
        try
        {
            return ReadJson(body, id);
        }
        catch (JsonException e)
        {
            throw Invalid(
                id, WithoutLeadingWhitespace(body)[0] == '<' ? "it is a web page, not JSON" : "it is not valid JSON",
                inner: e);
        }
    }

    /// <summary>The message in an error response; null when there is none that can be read.</summary>
    public static string? ReadMessage(ReadOnlySpan<byte> body)
    {
        try
        {
            return MessageOf(ResponseFields.Read(WithoutByteOrderMark(body)));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SeedanceTask ReadJson(ReadOnlySpan<byte> json, string id)
    {
        var root = ResponseFields.Read(json);
        if (!root.IsObject) throw Invalid(id, "it is not a JSON object");
        var inner = root.Data.Kind == JsonTokenType.StartObject ? ResponseFields.Read(root.Data.Raw) : default;
        // An object with the requested id is the task. Another object with a code, or with a task in data, is an
        // envelope.
        if ((root.StatusValue is not null && root.Id.Is(id)) || !IsEnvelope(in root, in inner, id))
            return ReadTask(in root, json, id);
        return ReadTask(in inner, root.Data.Raw, id);
    }

    private static bool IsEnvelope(in ResponseFields root, in ResponseFields inner, string id)
    {
        if (root.Code.Text is { } code && EnvelopeCodes.FailureOf(code) is { } failure)
        {
            var message = MessageOf(root) is { } text ? ServiceText.Clean(text) : null;
            throw new SeedanceException(
                failure,
                $"The service refused the query of task '{id}': code {ServiceText.Clean(code)}, "
                + $"{message ?? "no message"}.",
                id)
            {
                ServiceMessage = message,
            };
        }

        return inner.StatusValue is not null;
    }

    private static SeedanceTask ReadTask(in ResponseFields response, ReadOnlySpan<byte> json, string id)
    {
        var isNamed = response.Id.Is(id);
        if (!isNamed && response.Id.Text is not null)
            throw new SeedanceException(
                Failure.WrongTask, $"The response to the query of task '{id}' describes another task.", id);
        var value = response.StatusValue ?? throw Invalid(id, "it has no status", MessageOf(response));
        var status = StatusValues.Read(value);
        var url = response.AnyVideoUrl;
        // {"status":"failed","message":"busy"} is the error of a proxy about a request, not the end of a task.
        if (!isNamed && !HasTaskField(response, url)
            && status is not (SeedanceTaskStatus.Queued or SeedanceTaskStatus.Processing))
            throw Invalid(id, "it has no field of a task", MessageOf(response));

        var (error, errorCode) = ReadError(response.Error);
        return new SeedanceTask
        {
            Id = id,
            Status = status,
            StatusText = value,
            Model = response.Model.Text,
            Created = ReadCreated(response),
            VideoUrl = url,
            VideoUrlExpires = url is null ? null : new SignedUrl(url).ExpiresAt,
            ActualDuration = response.ActualDuration.Number,
            TotalTokens = ReadTokens(response.TotalTokens),
            Error = error,
            ErrorCode = errorCode,
            AdditionalProperties = response.HasAdditional ? AdditionalFields.Read(json) : SeedanceTask.NoProperties,
        };
    }

    private static bool HasTaskField(in ResponseFields response, string? url) =>
        url is not null || response.Created.Number is not null || response.Model.Text is not null;

    private static string? MessageOf(in ResponseFields response) =>
        ReadError(response.Error).Message ?? response.Message.Text ?? response.Msg.Text;

    private static (string? Message, string? Code) ReadError(JsonValue error)
    {
        switch (error.Kind)
        {
            case JsonTokenType.StartObject:
                var inner = ResponseFields.Read(error.Raw);
                var code = inner.Code.Text;
                return (inner.Message.Text ?? inner.Msg.Text ?? code ?? error.RawText, code);
            case JsonTokenType.StartArray:
                return (error.RawText, null);
            case JsonTokenType.False:
                return (null, null);
            default:
                return (error.Text, null);
        }
    }

    private static DateTimeOffset? ReadCreated(in ResponseFields response)
    {
        var seconds = response.Created.Number ?? response.CreatedAt.Number;
        // Above 1e11 (the year 5138 in seconds) the value is in milliseconds.
        if (seconds > 1e11) seconds /= 1000;
        return seconds is > 0 and < 1e11
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds.Value * 1000))
            : null;
    }

    private static long? ReadTokens(JsonValue value)
    {
        if (value.Whole is { } whole) return whole >= 0 ? whole : null;
        return value.Number is { } number and >= 0 and < long.MaxValue ? (long)number : null;
    }

    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? body.Slice(3) : body;

    private static ReadOnlySpan<byte> WithoutLeadingWhitespace(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty && body[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') body = body.Slice(1);
        return body;
    }

    private static SeedanceException Invalid(string id, string reason, string? message = null, Exception? inner = null)
    {
        if (message is not null) message = ServiceText.Clean(message);
        var quoted = message is null ? "" : $" (\"{message}\")";
        return new(
            Failure.ResponseInvalid, $"The response for task '{id}' cannot be read: {reason}{quoted}.", id, inner)
        {
            ServiceMessage = message,
        };
    }
}
