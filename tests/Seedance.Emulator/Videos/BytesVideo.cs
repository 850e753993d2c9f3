using System.Security.Cryptography;

namespace Seedance.Emulator.Videos;

/// <summary>A video of given bytes.</summary>
internal sealed class BytesVideo(byte[] bytes) : EmulatedVideo
{
    /// <summary>An embedded real video.</summary>
    public static BytesVideo Embedded(string name, double seconds)
    {
        using var resource = typeof(BytesVideo).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no embedded resource '{name}'.");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new BytesVideo(bytes) { Seconds = seconds };
    }

    public override long Length => bytes.Length;

    public override string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"";

    public override Stream Open() => new MemoryStream(bytes, writable: false);
}
