using System.Net.Http.Headers;

namespace Seedance.Http;

/// <summary>Finds the id under which a server has a request in its logs: support asks for it first.</summary>
internal static class RequestIds
{
    // The longest known ones are below 60 characters.
    private const int MaximumLength = 80;

    // The de facto standards first, then those of object stores: TOS, S3, OSS.
    private static readonly string[] Headers =
    [
        "x-request-id", "request-id", "x-tt-logid", "x-tos-request-id", "x-amz-request-id", "x-oss-request-id",
        "x-amzn-requestid", "x-ms-request-id", "x-correlation-id", "x-trace-id",
    ];

    /// <summary>The id in the headers of a response; null when there is none.</summary>
    public static string? Of(HttpResponseMessage response)
    {
        foreach (var name in Headers)
        {
            if (response.Headers.TryGetValues(name, out var values)
                && Clean(values.FirstOrDefault(), response) is { } id)
                return id;
        }

        return null;
    }

    /// <summary>
    /// The id when it looks like one; null otherwise. A server might send the key or a part of a signed URL back.
    /// </summary>
    /// <param name="text">What a header or a body has as the id.</param>
    /// <param name="response">The response that it is of.</param>
    public static string? Clean(string? text, HttpResponseMessage response)
    {
        var id = text?.Trim() ?? "";
        if (id.Length is 0 or > MaximumLength || !id.All(IsAllowed)) return null;
        var request = response.RequestMessage;
        var isSecret = IsPartOf(request?.Headers.Authorization?.Parameter, id)
            || IsPartOf(request?.RequestUri?.Query, id);
        return isSecret ? null : id;
    }

    private static bool IsAllowed(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.' or ':' or '|';

    private static bool IsPartOf(string? secret, string id) =>
        !string.IsNullOrEmpty(secret)
        && (secret!.IndexOf(id, StringComparison.Ordinal) >= 0 || id.IndexOf(secret, StringComparison.Ordinal) >= 0);
}
