using System.Buffers.Binary;

namespace Seedance.Saving.Integrity;

/// <summary>
/// CRC-64 of ECMA-182 in its reflected form (CRC-64/XZ), eight bytes a step: what object stores send as
/// <c>hash-crc64ecma</c>.
/// </summary>
internal sealed class Crc64
{
    private const ulong Polynomial = 0xC96C5795D7870F42;
    private static readonly ulong[] Table = MakeTable();
    private ulong _state = ulong.MaxValue;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        for (; bytes.Length >= 8; bytes = bytes.Slice(8))
        {
            var x = state ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            state = Table[(7 << 8) + (byte)x] ^ Table[(6 << 8) + (byte)(x >> 8)] ^ Table[(5 << 8) + (byte)(x >> 16)]
                ^ Table[(4 << 8) + (byte)(x >> 24)] ^ Table[(3 << 8) + (byte)(x >> 32)]
                ^ Table[(2 << 8) + (byte)(x >> 40)]
                ^ Table[(1 << 8) + (byte)(x >> 48)] ^ Table[(byte)(x >> 56)];
        }

        foreach (var b in bytes) state = Table[(byte)(state ^ b)] ^ (state >> 8);
        _state = state;
    }

    public byte[] GetHash() => ToBytes(~_state);

    public static byte[] ToBytes(ulong crc)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, crc);
        return bytes;
    }

    private static ulong[] MakeTable()
    {
        var table = new ulong[8 * 256];
        for (var i = 0; i < 256; i++)
        {
            var crc = (ulong)i;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * Polynomial);
            table[i] = crc;
        }

        for (var i = 256; i < table.Length; i++) table[i] = table[(byte)table[i - 256]] ^ (table[i - 256] >> 8);
        return table;
    }
}
