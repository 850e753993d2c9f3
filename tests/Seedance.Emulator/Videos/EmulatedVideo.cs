using System.Security.Cryptography;

namespace Seedance.Emulator.Videos;

/// <summary>The bytes of a video, and what a storage host says of them.</summary>
public abstract class EmulatedVideo
{
    private readonly Lazy<string> _sha256;

    /// <summary>Makes a video.</summary>
    protected EmulatedVideo() => _sha256 = new Lazy<string>(ComputeSha256);

    /// <summary>How many bytes it has.</summary>
    public abstract long Length { get; }

    /// <summary>How long it plays, in seconds.</summary>
    public double Seconds { get; init; } = 5.04;

    /// <summary>Its strong entity tag, with the quotes.</summary>
    public abstract string ETag { get; }

    /// <summary>The SHA-256 of its bytes in lower-case hex; computed when first asked for.</summary>
    public string Sha256 => _sha256.Value;

    /// <summary>When the storage host says that it was written.</summary>
    public DateTimeOffset LastModified { get; init; } = new(2026, 3, 30, 2, 12, 4, TimeSpan.Zero);

    /// <summary>What a <c>changed-object</c> fault serves in its place: another video of the same length.</summary>
    public EmulatedVideo Changed => SampleVideos.Generated(Length, 4711);

    /// <summary>Opens its bytes; the stream can seek.</summary>
    public abstract Stream Open();

    /// <summary>The CRC-64 (ECMA-182, reflected) of its bytes; computed bit by bit, for small videos.</summary>
    public ulong Crc64
    {
        get
        {
            using var stream = Open();
            var crc = ulong.MaxValue;
            var buffer = new byte[64 * 1024];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                foreach (var value in buffer.AsSpan(0, read))
                {
                    crc ^= value;
                    for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xC96C5795D7870F42);
                }
            }

            return ~crc;
        }
    }

    private string ComputeSha256()
    {
        using var stream = Open();
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
