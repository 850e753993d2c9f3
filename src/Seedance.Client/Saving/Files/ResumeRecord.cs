using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Seedance.Saving.Download;
using Seedance.Saving.Integrity;

namespace Seedance.Saving.Files;

/// <summary>
/// What is stored beside an unfinished video, so that the next run can continue it. The URL is not stored.
/// </summary>
internal sealed record ResumeRecord
{
    // A record has a few hundred bytes.
    private const int MaximumBytes = 64 * 1024;

    // Whole blocks, written when the file is created: on a full disk they can still be overwritten.
    private const int BlockBytes = 4096;

    private const int Format = 1;

    /// <summary>The task that the bytes belong to.</summary>
    public required string TaskId { get; init; }

    /// <summary>The version of the video that the bytes belong to.</summary>
    public required VideoVersion Version { get; init; }

    /// <summary>The ranges that are on disk for certain, sorted.</summary>
    public IReadOnlyList<ByteRange> Done { get; init; } = [];

    /// <summary>The record as JSON, padded with blanks to whole blocks.</summary>
    public byte[] Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("task", TaskId);
            if (Version.Length is { } length) json.WriteNumber("length", length);
            if (Version.ETag is { } tag) json.WriteString("etag", tag);
            if (Version.LastModified is { } date)
                json.WriteString("lastModified", date.ToString("R", CultureInfo.InvariantCulture));
            json.WriteStartObject("digests");
            foreach (var algorithm in Version.Digests.Algorithms)
                json.WriteString(algorithm, Version.Digests[algorithm]);
            json.WriteEndObject();
            json.WriteStartArray("done");
            foreach (var range in Done)
            {
                json.WriteStartArray();
                json.WriteNumberValue(range.Start);
                json.WriteNumberValue(range.End);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        do buffer.WriteByte((byte)' ');
        while ((buffer.Length + 1) % BlockBytes != 0);
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    /// <summary>Reads a record; null when the stream contains anything else.</summary>
    public static ResumeRecord? Read(Stream stream)
    {
        if (stream.Length is 0 or > MaximumBytes) return null;
        try
        {
            stream.Position = 0;
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            if (root.GetProperty("format").GetInt32() != Format) return null;
            var record = new ResumeRecord
            {
                TaskId = ReadText(root.GetProperty("task")),
                Version = ReadVersion(root),
                Done = [.. root.GetProperty("done").EnumerateArray()
                    .Select(r => new ByteRange(r[0].GetInt64(), r[1].GetInt64()))],
            };
            return record.IsSound() ? record : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static VideoVersion ReadVersion(JsonElement root)
    {
        var digests = new ContentDigests();
        foreach (var digest in root.GetProperty("digests").EnumerateObject())
            digests.Add(digest.Name, ReadText(digest.Value));
        return new VideoVersion
        {
            Length = root.TryGetProperty("length", out var length) ? length.GetInt64() : null,
            ETag = root.TryGetProperty("etag", out var tag) ? ReadText(tag) : null,
            LastModified = root.TryGetProperty("lastModified", out var date)
                ? DateTimeOffset.ParseExact(ReadText(date), "R", CultureInfo.InvariantCulture) : null,
            Digests = digests,
        };
    }

    private static string ReadText(JsonElement value) =>
        value.GetString() ?? throw new FormatException("A text is null.");

    private bool IsSound()
    {
        // Only strong tags are stored; see VideoVersion.ETag.
        if (Version.ETag is { } tag
            && !(EntityTagHeaderValue.TryParse(tag, out var parsed) && !parsed.IsWeak && parsed.Tag == tag))
            return false;
        long end = 0;
        foreach (var range in Done)
        {
            if (range.Start < end || range.End <= range.Start || range.End > (Version.Length ?? long.MaxValue))
                return false;
            end = range.End;
        }

        return Version.Length is null or >= 0;
    }
}
