using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Seedance.Creating;

/// <summary>A SHA-256 digest as a value of 32 bytes: a journal of a million lines holds many.</summary>
internal readonly record struct Sha256Digest(ulong A, ulong B, ulong C, ulong D)
{
    public static Sha256Digest Of(byte[] data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(data);
        ReadOnlySpan<byte> bytes = hash.GetHashAndReset();
        return new Sha256Digest(
            BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(8)),
            BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(16)),
            BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(24)));
    }

    /// <summary>Reads 64 hexadecimal digits; null when they are none.</summary>
    public static Sha256Digest? Parse(ReadOnlySpan<byte> hex) =>
        hex.Length == 64
            && Part(hex, 0) is { } a && Part(hex, 16) is { } b && Part(hex, 32) is { } c && Part(hex, 48) is { } d
            ? new Sha256Digest(a, b, c, d)
            : null;

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0:x16}{1:x16}{2:x16}{3:x16}", A, B, C, D);

    private static ulong? Part(ReadOnlySpan<byte> hex, int start) =>
        System.Buffers.Text.Utf8Parser.TryParse(hex.Slice(start, 16), out ulong value, out var read, 'x')
            && read == 16 ? value : null;
}
