using System.Text.Json;

namespace Seedance.Json;

/// <summary>Reads the service's answer, tolerant of every variation that clients have met, strict about what it means.</summary>
internal static class TaskReader
{
    /// <summary>Reads the answer to the question for <paramref name="id"/>.</summary>
    /// <exception cref="SeedanceException">It is an error, it is not JSON, or it describes another task.</exception>
    public static SeedanceTask Read(ReadOnlySpan<byte> body, string id)
    {
        body = WithoutMark(body);
        if (WithoutBlanks(body).IsEmpty) throw Invalid(id, "it is empty");
        try
        {
            return ReadJson(body, id);
        }
        catch (JsonException e)
        {
            throw Invalid(id, WithoutBlanks(body)[0] == '<' ? "it is a web page, not JSON" : "it is not valid JSON", inner: e);
        }
    }

    /// <summary>What an error answer says of itself; null when it says nothing readable.</summary>
    public static string? ReadMessage(ReadOnlySpan<byte> body)
    {
        try
        {
            return MessageOf(ResponseFields.Read(WithoutMark(body)));
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
        var inside = root.Data.Kind == JsonTokenType.StartObject ? ResponseFields.Read(root.Data.Raw) : default;
        // What names the task asked for is the task; anything else with a code of its own, or a task inside, is an envelope.
        if ((root.StatusWord is not null && root.Id.Is(id)) || !IsEnvelope(in root, in inside, id)) return ReadTask(in root, json, id);
        return ReadTask(in inside, root.Data.Raw, id);
    }

    private static bool IsEnvelope(in ResponseFields root, in ResponseFields inside, string id)
    {
        if (root.Code.Text is { } code && EnvelopeCodes.FailureOf(code) is { } failure)
        {
            var said = MessageOf(root) is { } text ? ServiceText.Clean(text) : null;
            throw new SeedanceException(
                failure, $"The service refused to answer for task '{id}': code {ServiceText.Clean(code)}, {said ?? "no message"}.", id)
            {
                ServiceMessage = said,
            };
        }

        return inside.StatusWord is not null;
    }

    private static SeedanceTask ReadTask(in ResponseFields answer, ReadOnlySpan<byte> json, string id)
    {
        var isNamed = answer.Id.Is(id);
        if (!isNamed && answer.Id.Text is not null)
            throw new SeedanceException(Failure.WrongTask, $"The service was asked for task '{id}' and answered for another one.", id);
        var word = answer.StatusWord ?? throw Invalid(id, "it has no status", MessageOf(answer));
        var status = StatusValues.Read(word);
        var url = answer.Address;
        // {"status":"failed","message":"busy"} is how a proxy speaks of a request: no task ends by that.
        if (!isNamed && !HasMarkOfTask(answer, url) && status is not (SeedanceTaskStatus.Queued or SeedanceTaskStatus.Processing))
            throw Invalid(id, "nothing in it shows that it speaks of a task", MessageOf(answer));

        var (error, errorCode) = ReadError(answer.Error);
        return new SeedanceTask
        {
            Id = id,
            Status = status,
            StatusText = word,
            Model = answer.Model.Text,
            Created = ReadCreated(answer),
            VideoUrl = url,
            VideoUrlExpires = url is null ? null : new SignedUrl(url).ExpiresAt,
            ActualDuration = answer.ActualDuration.Number,
            TotalTokens = ReadTokens(answer.TotalTokens),
            Error = error,
            ErrorCode = errorCode,
            AdditionalProperties = answer.HasAdditional ? AdditionalFields.Read(json) : SeedanceTask.NoProperties,
        };
    }

    private static bool HasMarkOfTask(in ResponseFields answer, string? url) =>
        url is not null || answer.Created.Number is not null || answer.Model.Text is not null;

    private static string? MessageOf(in ResponseFields answer) => ReadError(answer.Error).Message ?? answer.Message.Text ?? answer.Msg.Text;

    private static (string? Message, string? Code) ReadError(JsonValue error)
    {
        switch (error.Kind)
        {
            case JsonTokenType.StartObject:
                var inside = ResponseFields.Read(error.Raw);
                var code = inside.Code.Text;
                return (inside.Message.Text ?? inside.Msg.Text ?? code ?? error.RawText, code);
            case JsonTokenType.StartArray:
                return (error.RawText, null);
            case JsonTokenType.False:
                return (null, null);
            default:
                return (error.Text, null);
        }
    }

    private static DateTimeOffset? ReadCreated(in ResponseFields answer)
    {
        var seconds = answer.Created.Number ?? answer.CreatedAt.Number;
        // Beyond the year 5138 it can only be milliseconds.
        if (seconds > 1e11) seconds /= 1000;
        return seconds is > 0 and < 1e11 ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds.Value * 1000)) : null;
    }

    private static long? ReadTokens(JsonValue value)
    {
        if (value.Whole is { } whole) return whole >= 0 ? whole : null;
        return value.Number is { } number and >= 0 and < long.MaxValue ? (long)number : null;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? body.Slice(3) : body;

    private static ReadOnlySpan<byte> WithoutBlanks(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty && body[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') body = body.Slice(1);
        return body;
    }

    private static SeedanceException Invalid(string id, string why, string? said = null, Exception? inner = null)
    {
        if (said is not null) said = ServiceText.Clean(said);
        return new(Failure.ResponseInvalid, $"The answer for task '{id}' cannot be read: {why}{(said is null ? "" : $" (\"{said}\")")}.", id, inner)
        {
            ServiceMessage = said,
        };
    }
}
