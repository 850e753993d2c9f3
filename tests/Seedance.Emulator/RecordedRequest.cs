namespace Seedance.Emulator;

/// <summary>A request as it arrived.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path as sent, still escaped.</param>
/// <param name="TaskId">The task's id, unescaped; null where the path has none.</param>
/// <param name="QueryString">The query as sent, with its question mark; null when there is none.</param>
/// <param name="Headers">The headers; names compare without case.</param>
/// <param name="Protocol">The protocol, such as <c>HTTP/1.1</c> or <c>HTTP/2</c>.</param>
/// <param name="Connection">Which connection it came over.</param>
/// <param name="At">When it arrived, on the emulator's clock.</param>
public sealed record RecordedRequest(
    string Method,
    string Path,
    string? TaskId,
    string? QueryString,
    IReadOnlyDictionary<string, string> Headers,
    string Protocol,
    string Connection,
    DateTimeOffset At);
