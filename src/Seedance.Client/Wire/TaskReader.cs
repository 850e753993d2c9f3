using System.Globalization;
using System.Text.Json;

namespace Seedance.Wire;

/// <summary>Reads the service's answer, tolerant of every variation that clients have met, strict about what it means.</summary>
internal static class TaskReader
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 64, AllowTrailingCommas = true };

    /// <summary>Reads the answer to the question for <paramref name="id"/>.</summary>
    /// <exception cref="SeedanceException">It is an error, it is not JSON, or it describes another task.</exception>
    public static SeedanceTask Read(ReadOnlyMemory<byte> body, string id)
    {
        using var document = Parse(body, id);
        var task = Unwrap(document.RootElement, id);
        var answered = Text(task, "id");
        if (answered is not null && answered != id)
            throw new SeedanceException(Failure.WrongTask, $"The service was asked for task '{id}' and answered for another one.", id);
        var word = StatusWord(task) ?? throw Invalid(id, "it has no status");

        var status = StatusWords.Read(word);
        var url = Text(task, "video_url") ?? Text(task, "result_url") ?? Text(task, "url");
        if (string.IsNullOrWhiteSpace(url)) url = null;
        var (error, code) = ReadError(task);
        return new SeedanceTask
        {
            Id = id,
            Status = status,
            StatusText = word,
            Model = Text(task, "model"),
            Created = ReadCreated(task),
            VideoUrl = url,
            VideoUrlExpires = url is null ? null : SignedUrl.ExpiresAt(url),
            ActualDuration = Number(task, "actualDuration"),
            TotalTokens = Number(task, "totalTokens") is { } tokens and >= 0 and < long.MaxValue ? (long)tokens : null,
            Error = error,
            ErrorCode = code,
            AdditionalProperties = AdditionalFields.Read(task),
        };
    }

    /// <summary>What an error answer says of itself; null when it says nothing readable.</summary>
    public static string? ReadMessage(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutMark(body), Json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            return ReadError(root).Message ?? Text(root, "message") ?? Text(root, "msg");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body, string id)
    {
        body = WithoutMark(body);
        if (WithoutBlanks(body.Span).IsEmpty) throw Invalid(id, "it is empty");
        try
        {
            return JsonDocument.Parse(body, Json);
        }
        catch (JsonException e)
        {
            throw Invalid(id, WithoutBlanks(body.Span)[0] == '<' ? "it is a web page, not JSON" : "it is not valid JSON", e);
        }
    }

    // The task itself, out of the envelopes that proxies and siblings of the service put around it.
    private static JsonElement Unwrap(JsonElement root, string id)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Invalid(id, "it is not a JSON object");
        if (StatusWord(root) is not null) return root;
        if (Text(root, "code") is { } code && FailureTable.OfEnvelopeCode(code) is { } failure)
        {
            var said = (Text(root, "msg") ?? Text(root, "message")) is { } text ? ServiceText.Clean(text) : null;
            throw new SeedanceException(
                failure, $"The service refused to answer for task '{id}': code {ServiceText.Clean(code)}, {said ?? "no message"}.", id)
            {
                ServiceMessage = said,
            };
        }

        return root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data : root;
    }

    // A number here is an HTTP status that a server wrote into its error page.
    private static string? StatusWord(JsonElement task) =>
        (Word(task, "status") ?? Word(task, "state")) is { } word && !string.IsNullOrWhiteSpace(word) ? word : null;

    private static string? Word(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? StringOf(value) : null;

    private static (string? Message, string? Code) ReadError(JsonElement task)
    {
        if (!task.TryGetProperty("error", out var error)) return (null, null);
        if (error.ValueKind == JsonValueKind.Object)
        {
            var named = Text(error, "code");
            return (Text(error, "message") ?? Text(error, "msg") ?? named ?? error.GetRawText(), named);
        }

        var text = error.ValueKind switch
        {
            JsonValueKind.Array => error.GetRawText(),
            JsonValueKind.False => null,
            _ => Text(task, "error"),
        };
        return (string.IsNullOrWhiteSpace(text) ? null : text, null);
    }

    private static DateTimeOffset? ReadCreated(JsonElement task)
    {
        var seconds = Number(task, "created") ?? Number(task, "created_at");
        // Beyond the year 5138 it can only be milliseconds.
        if (seconds > 1e11) seconds /= 1000;
        return seconds is > 0 and < 1e11 ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds.Value * 1000)) : null;
    }

    private static string? Text(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => StringOf(value),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };

    // Half a surrogate pair is valid JSON and no string.
    private static string? StringOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static double? Number(JsonElement element, string name) =>
        double.TryParse(Text(element, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && !double.IsNaN(number) && !double.IsInfinity(number) ? number : null;

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? body.Slice(3) : body;

    private static ReadOnlySpan<byte> WithoutBlanks(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty && " \t\r\n".IndexOf((char)body[0]) >= 0) body = body.Slice(1);
        return body;
    }

    private static SeedanceException Invalid(string id, string why, Exception? inner = null) =>
        new(Failure.ResponseInvalid, $"The answer for task '{id}' cannot be read: {why}.", id, inner);
}
