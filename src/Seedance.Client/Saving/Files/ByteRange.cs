namespace Seedance.Saving.Files;

/// <summary>Bytes of a video, from <paramref name="Start"/> up to and without <paramref name="End"/>.</summary>
internal readonly record struct ByteRange(long Start, long End)
{
    public long Length => End - Start;
}
