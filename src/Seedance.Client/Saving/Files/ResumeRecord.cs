using System.Globalization;
using System.Text.Json;
using Seedance.Saving.Download;
using Seedance.Saving.Integrity;

namespace Seedance.Saving.Files;

/// <summary>What is kept beside an unfinished video, so that the next run can continue it. Nothing of its address is.</summary>
internal sealed record ResumeRecord
{
    // A state is a few hundred bytes; what is larger is not ours.
    private const int MaximumBytes = 64 * 1024;

    // A fixed size, written when the file is made: on a full disk it can still be written over.
    private const int BlockBytes = 4096;

    private const int Format = 1;

    /// <summary>The task that the bytes belong to.</summary>
    public required string TaskId { get; init; }

    /// <summary>The state of the video that the bytes belong to.</summary>
    public required VideoVersion Version { get; init; }

    /// <summary>What is on disk for certain, sorted.</summary>
    public IReadOnlyList<ByteRange> Done { get; init; } = [];

    /// <summary>Writes it as JSON, padded with blanks to whole blocks.</summary>
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
            if (Version.LastModified is { } date) json.WriteString("lastModified", date.ToString("R", CultureInfo.InvariantCulture));
            json.WriteStartObject("digests");
            foreach (var algorithm in Version.Digests.Algorithms) json.WriteString(algorithm, Version.Digests[algorithm]);
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

    /// <summary>Reads what was written; null when it is anything else.</summary>
    public static ResumeRecord? Read(Stream stream)
    {
        if (stream.Length is 0 or > MaximumBytes) return null;
        try
        {
            stream.Position = 0;
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            if (root.GetProperty("format").GetInt32() != Format) return null;
            var digests = new ContentDigests();
            foreach (var digest in root.GetProperty("digests").EnumerateObject()) digests.Add(digest.Name, digest.Value.GetString()!);
            var state = new ResumeRecord
            {
                TaskId = root.GetProperty("task").GetString()!,
                Version = new VideoVersion
                {
                    Length = root.TryGetProperty("length", out var length) ? length.GetInt64() : null,
                    ETag = root.TryGetProperty("etag", out var tag) ? tag.GetString() : null,
                    LastModified = root.TryGetProperty("lastModified", out var date)
                        ? DateTimeOffset.ParseExact(date.GetString()!, "R", CultureInfo.InvariantCulture) : null,
                    Digests = digests,
                },
                Done = [.. root.GetProperty("done").EnumerateArray().Select(r => new ByteRange(r[0].GetInt64(), r[1].GetInt64()))],
            };
            return state.IsSound() ? state : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private bool IsSound()
    {
        if (Version.ETag is { } tag && !System.Net.Http.Headers.EntityTagHeaderValue.TryParse(tag, out _)) return false;
        long end = 0;
        foreach (var range in Done)
        {
            if (range.Start < end || range.End <= range.Start || range.End > (Version.Length ?? long.MaxValue)) return false;
            end = range.End;
        }

        return true;
    }
}
