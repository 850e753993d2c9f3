using System.Security.Cryptography;

namespace Seedance.Emulator.Videos;

/// <summary>The bytes of a video and its metadata at a storage host.</summary>
public abstract class EmulatedVideo
{
    private readonly Lazy<string> _sha256;

    /// <summary>Creates a video.</summary>
    protected EmulatedVideo() => _sha256 = new Lazy<string>(ComputeSha256);

    /// <summary>The length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>The playing time in seconds.</summary>
    public double Seconds { get; init; } = 5.04;

    /// <summary>The strong entity tag, with quotes.</summary>
    public abstract string ETag { get; }

    /// <summary>The SHA-256 of its bytes in lower-case hex; computed on first use.</summary>
    public string Sha256 => _sha256.Value;

    /// <summary>The Last-Modified date.</summary>
    public DateTimeOffset LastModified { get; init; } = new(2026, 3, 30, 2, 12, 4, TimeSpan.Zero);

    /// <summary>The video that a <c>changed-object</c> fault serves instead: another one of the same length.</summary>
    public EmulatedVideo Changed => SampleVideos.Generated(Length, 4711);

    /// <summary>Opens a seekable stream of the bytes.</summary>
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
