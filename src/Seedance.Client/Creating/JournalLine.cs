using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Seedance.Creating;

/// <summary>Writes the lines of a journal. Each is one JSON object and ends with a line feed.</summary>
internal static class JournalLine
{
    /// <summary>The version of the format. A reader leaves lines of a later version alone.</summary>
    public const int Version = 1;

    public const string Intent = "intent";
    public const string Created = "created";
    public const string Rejected = "rejected";
    public const string Unknown = "unknown";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Saved = "saved";

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly int ProcessId = GetProcessId();

    public static byte[] OfIntent(string key, CreationBody body, TokenQuote quote, DateTimeOffset now) =>
        Write(Intent, key, now, writer =>
    {
        writer.WriteString("sha256", body.Sha256);
        writer.WriteNumber("tokens", quote.Tokens);
        writer.WriteString("model", body.Model);
        writer.WriteNumber("seconds", body.DurationSec);
        if (body.HasReferenceVideos) writer.WriteBoolean("reference_videos", true);
        writer.WriteString("host", Environment.MachineName);
        writer.WriteNumber("process", ProcessId);
        writer.WritePropertyName("body");
        writer.WriteRawValue(body.Utf8, skipInputValidation: true);
    });

    public static byte[] OfCreated(string key, SeedanceTask task, DateTimeOffset now) =>
        Write(Created, key, now, writer =>
    {
        writer.WriteString("id", task.Id);
        writer.WriteString("status", ServiceText.Clean(task.StatusText));
        if (task.Created is { } created) writer.WriteNumber("created", created.ToUnixTimeSeconds());
    });

    /// <summary>A line for a request that has no task: <see cref="Rejected"/> or <see cref="Unknown"/>.</summary>
    public static byte[] OfFailure(string name, string key, SeedanceException failure, DateTimeOffset now) =>
        Write(name, key, now, writer =>
    {
        writer.WriteString("failure", failure.Failure.ToString());
        if (failure.StatusCode is { } status) writer.WriteNumber("http", (int)status);
        writer.WriteString("message", ServiceText.Clean(failure.Message));
    });

    public static byte[] OfCompleted(string key, SeedanceTask task, DateTimeOffset now) =>
        Write(Completed, key, now, writer =>
    {
        writer.WriteString("id", task.Id);
        if (task.TotalTokens is { } tokens) writer.WriteNumber("tokens", tokens);
        if (task.ActualDuration is { } seconds && !double.IsNaN(seconds) && !double.IsInfinity(seconds))
            writer.WriteNumber("duration", seconds);
    });

    public static byte[] OfFailed(string key, SeedanceTask task, DateTimeOffset now) =>
        Write(Failed, key, now, writer =>
    {
        writer.WriteString("id", task.Id);
        writer.WriteString("status", ServiceText.Clean(task.StatusText));
        if (task.TotalTokens is { } tokens) writer.WriteNumber("tokens", tokens);
        if (task.Error is { } error) writer.WriteString("error", ServiceText.Clean(error));
    });

    public static byte[] OfSaved(string key, SavedVideo video, DateTimeOffset now) => Write(Saved, key, now, writer =>
    {
        writer.WriteString("id", video.TaskId);
        writer.WriteString("file", Path.GetFileName(video.Path));
        writer.WriteNumber("length", video.Length);
        if (video.Task?.TotalTokens is { } tokens) writer.WriteNumber("tokens", tokens);
        if (video.Sha256 is { } sha256) writer.WriteString("sha256", sha256);
    });

    private static byte[] Write(string name, string key, DateTimeOffset now, Action<Utf8JsonWriter> more)
    {
        using var buffer = new MemoryStream(512);
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", Version);
            writer.WriteString("event", name);
            writer.WriteString("key", key);
            writer.WriteString(
                "time", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
            more(writer);
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static int GetProcessId()
    {
#if NET
        return Environment.ProcessId;
#else
        using var process = Process.GetCurrentProcess();
        return process.Id;
#endif
    }
}
