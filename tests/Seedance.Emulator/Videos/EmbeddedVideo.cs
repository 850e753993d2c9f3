using System.Security.Cryptography;

namespace Seedance.Emulator.Videos;

/// <summary>One of the real videos that the assembly carries.</summary>
internal sealed class EmbeddedVideo : EmulatedVideo
{
    private readonly byte[] _bytes;

    public EmbeddedVideo(string name)
    {
        using var resource = typeof(EmbeddedVideo).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly carries no '{name}'.");
        _bytes = new byte[resource.Length];
        resource.ReadExactly(_bytes);
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(_bytes).AsSpan(0, 16))}\"";
    }

    public override long Length => _bytes.Length;

    public override string ETag { get; }

    public override Stream Open() => new MemoryStream(_bytes, writable: false);
}
