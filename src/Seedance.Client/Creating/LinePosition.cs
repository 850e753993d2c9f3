namespace Seedance.Creating;

/// <summary>Where a line of a journal is, in 8 bytes: 43 bits for the offset, 21 for the length.</summary>
internal readonly record struct LinePosition
{
    private const int LengthBits = 21;

    private readonly ulong _value;

    /// <param name="offset">The position of its first byte in the file; a file has at most 8 TB.</param>
    /// <param name="length">Its bytes without the line feed, at most <see
    /// cref="JournalScanner.MaximumLineBytes"/>.</param>
    public LinePosition(long offset, int length) => _value = ((ulong)offset << LengthBits) | (uint)length;

    /// <summary>The position of the first byte in the file.</summary>
    public long Offset => (long)(_value >> LengthBits);

    /// <summary>The length in bytes without the line feed; 0 when there is no such line.</summary>
    public int Length => (int)(_value & ((1 << LengthBits) - 1));
}
