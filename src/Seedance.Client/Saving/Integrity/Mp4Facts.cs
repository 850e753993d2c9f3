namespace Seedance.Saving.Integrity;

/// <summary>Reads the facts of a video from its MP4 file.</summary>
public static class Mp4Facts
{
    private static readonly uint Moov = Mp4Box.TypeOf("moov");
    private static readonly uint Moof = Mp4Box.TypeOf("moof");

    /// <summary>What can be read of a file; an unreadable file has no facts.</summary>
    /// <param name="stream">A stream that can seek; its position is moved.</param>
    public static VideoFacts Read(Stream stream)
    {
        try
        {
            var reader = new Mp4BoxReader(stream);
            var facts = new Mp4FactReader(reader);
            var end = stream.Length;
            for (long position = 0; reader.TryReadBox(ref position, end, out var box);)
            {
                if (box.Type == Moov) facts.ReadMovie(box);
                else if (box.Type == Moof) facts.ReadFragment(box);
            }

            return facts.ToFacts();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return VideoFacts.Unknown;
        }
    }
}
