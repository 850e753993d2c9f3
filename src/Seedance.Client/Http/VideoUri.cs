using System.Globalization;
using System.Text;

namespace Seedance.Http;

/// <summary>
/// Makes the <see cref="Uri"/> of a video's URL. The signature covers the exact query, so the URL is sent as the
/// service wrote it. Only characters that RFC 9112 (3.2.1) and RFC 3986 (3.3, 3.4) forbid in a request target are
/// percent-encoded, and nothing else is.
/// </summary>
internal static class VideoUri
{
    private const string SchemeMark = "://";

    // RFC 3986: sub-delims, and what else may stand in a path or a query. "%" is kept: what is encoded already stays as
    // it is.
    private const string AllowedMarks = "-._~!$&'()*+,;=:@/?%";

    /// <summary>Reads a URL.</summary>
    /// <exception cref="SeedanceException">It is not http or https, or it contains control characters.</exception>
    public static Uri Parse(string url, string taskId)
    {
        // With a line break, the author of the URL could add header fields to the request.
        if (Array.Exists(url.ToCharArray(), char.IsControl)) throw Invalid(taskId, "contains control characters");
        var text = Encode(url) ?? throw Invalid(taskId, "is not an http or https URL");
#if NET
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var isUri = Uri.TryCreate(text, options, out var uri);
#else
        var isUri = Uri.TryCreate(text, UriKind.Absolute, out var uri);
#endif
        if (!isUri || (uri!.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.Host.Length == 0)
            throw Invalid(taskId, "is not an http or https URL");
        return uri;
    }

    /// <summary>
    /// Resolves the target of a redirect (RFC 3986, 5.2). Its query stays as it was sent: it may be signed too.
    /// </summary>
    /// <exception cref="SeedanceException">It is not http or https, or it leads from https to http.</exception>
    public static Uri Follow(Uri from, Uri location, string taskId)
    {
        var target = location.OriginalString;
        var fragment = target.IndexOf('#');
        if (fragment >= 0) target = target.Substring(0, fragment);
        var next = Parse(IsAbsolute(target) ? target : Resolve(from, target), taskId);
        if (from.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
            throw new SeedanceException(
                Failure.VideoUrlInvalid,
                $"The storage host redirected the download of task '{taskId}' to a URL without encryption (http).",
                taskId);
        return next;
    }

    // RFC 3986, 3.1: a letter, then letters, digits, "+", "-", "."; "a/b?next=https://host" has no scheme.
    private static bool IsAbsolute(string target)
    {
        var end = target.IndexOf(':');
        return end > 0 && IsAsciiLetter(target[0])
            && target.Take(end).All(c => IsAsciiLetter(c) || c is (>= '0' and <= '9') or '+' or '-' or '.');
    }

    private static string Resolve(Uri from, string target)
    {
        var origin = from.GetLeftPart(UriPartial.Authority);
        if (target.StartsWith("//", StringComparison.Ordinal)) return from.Scheme + ":" + target;
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target.Substring(0, query);
        var rest = query < 0 ? "" : target.Substring(query);
        if (path.Length == 0) return origin + from.AbsolutePath + (query < 0 ? from.Query : rest);
        var folder = from.AbsolutePath.Substring(0, from.AbsolutePath.LastIndexOf('/') + 1);
        var absolute = path[0] == '/' ? path : folder + path;
        return origin + WithoutDotSegments(absolute) + rest;
    }

    // RFC 3986, 5.2.4.
    private static string WithoutDotSegments(string path)
    {
        var segments = new List<string>();
        var parts = path.Substring(1).Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            var isLast = i == parts.Length - 1;
            if (parts[i] == ".." && segments.Count > 0) segments.RemoveAt(segments.Count - 1);
            if (parts[i] is not ("." or "..")) segments.Add(parts[i]);
            else if (isLast) segments.Add("");
        }

        return "/" + string.Join("/", segments);
    }

    // The URL with its path and query fit for a request target; null when there is no authority.
    private static string? Encode(string url)
    {
        var scheme = url.IndexOf(SchemeMark, StringComparison.Ordinal);
        if (scheme < 0) return null;
        var authority = scheme + SchemeMark.Length;
        var path = url.IndexOfAny(['/', '?', '#', '\\'], authority);
        if (path < 0) return url + "/";
        // System.Uri takes a backslash for the end of the host, other clients do not.
        if (url[path] == '\\') return null;
        var text = new StringBuilder(url.Length + 16).Append(url, 0, path);
        if (url[path] != '/') text.Append('/');
        for (var i = path; i < url.Length; i++)
        {
            if (IsAllowed(url[i])) text.Append(url[i]);
            else if (!TryAppendEncoded(text, url, ref i)) return null;
        }

        return text.ToString();
    }

    // False for half of a surrogate pair, which has no UTF-8 form.
    private static bool TryAppendEncoded(StringBuilder text, string url, ref int index)
    {
        var isPair = index + 1 < url.Length && char.IsSurrogatePair(url[index], url[index + 1]);
        if (char.IsSurrogate(url[index]) && !isPair) return false;
        var bytes = Encoding.UTF8.GetBytes(url.Substring(index, isPair ? 2 : 1));
        foreach (var b in bytes) text.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        if (isPair) index++;
        return true;
    }

    private static bool IsAllowed(char c) => IsAsciiLetter(c) || c is >= '0' and <= '9' || AllowedMarks.IndexOf(c) >= 0;

    private static bool IsAsciiLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static SeedanceException Invalid(string taskId, string what) =>
        new(Failure.VideoUrlInvalid, $"The video URL of task '{taskId}' {what}.", taskId);
}
