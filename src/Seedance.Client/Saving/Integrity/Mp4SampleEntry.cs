using System.Buffers.Binary;

namespace Seedance.Saving.Integrity;

/// <summary>Reads codec and picture size from the sample description (<c>stsd</c>) of a track.</summary>
internal static class Mp4SampleEntry
{
    // Payload of a visual and of an audio sample entry before its boxes (ISO/IEC 14496-12, 12.1.3 and 12.2.3).
    private const int VisualHeader = 78;
    private const int AudioHeader = 28;
    private const int WidthOffset = 24;
    private const int HeightOffset = 26;

    // QuickTime's sound descriptions of version 1 and 2 are longer (QuickTime File Format, Sound Sample Descriptions).
    private const int AudioVersionOffset = 8;
    private const int AudioHeaderVersion1 = 44;
    private const int AudioHeaderVersion2 = 64;

    private static readonly uint Esds = Mp4Box.TypeOf("esds");
    private static readonly uint Wave = Mp4Box.TypeOf("wave");
    private static readonly uint Sinf = Mp4Box.TypeOf("sinf");
    private static readonly uint Frma = Mp4Box.TypeOf("frma");
    private static readonly uint Mp4a = Mp4Box.TypeOf("mp4a");
    private static readonly uint Mp4v = Mp4Box.TypeOf("mp4v");
    private static readonly uint Encv = Mp4Box.TypeOf("encv");
    private static readonly uint Enca = Mp4Box.TypeOf("enca");

    public static void Read(Mp4BoxReader reader, in Mp4Box stsd, Mp4Track track, bool isVideo)
    {
        // Version, flags and number of entries; the first entry is the one that players take.
        var position = stsd.Start + 8;
        if (!reader.TryReadBox(ref position, stsd.End, out var entry)) return;
        if (isVideo && reader.ReadWithin(entry, WidthOffset, 4) is { Length: 4 } size)
        {
            track.Width = BinaryPrimitives.ReadUInt16BigEndian(size);
            track.Height = BinaryPrimitives.ReadUInt16BigEndian(size.Slice(2));
        }

        track.Codec = CodecOf(reader, entry, isVideo ? VisualHeader : AudioHeaderOf(reader, entry));
    }

    private static string? CodecOf(Mp4BoxReader reader, in Mp4Box entry, int headerSize)
    {
        var type = entry.Type;
        if (type == Encv || type == Enca)
        {
            if (Find(reader, entry, headerSize, Sinf) is not { } protection
                || Find(reader, protection, 0, Frma) is not { } original)
                return null;
            type = reader.ReadUInt32(original, 0) ?? 0;
        }

        if (type != Mp4a && type != Mp4v) return Mp4Codecs.NameOf(type);
        var configuration = Find(reader, entry, headerSize, Esds);
        if (configuration is null && Find(reader, entry, headerSize, Wave) is { } wave)
            configuration = Find(reader, wave, 0, Esds);
        return configuration is { } esds && ObjectTypeOf(reader.ReadWithin(esds, 0, 64)) is { } objectType
            ? Mp4Codecs.NameOfObjectType(objectType)
            : Mp4Codecs.NameOf(type);
    }

    private static int AudioHeaderOf(Mp4BoxReader reader, in Mp4Box entry) =>
        reader.ReadWithin(entry, AudioVersionOffset, 2) is { Length: 2 } version
            ? BinaryPrimitives.ReadUInt16BigEndian(version) switch
            {
                1 => AudioHeaderVersion1,
                2 => AudioHeaderVersion2,
                _ => AudioHeader,
            }
            : AudioHeader;

    private static Mp4Box? Find(Mp4BoxReader reader, in Mp4Box parent, int offset, uint type)
    {
        for (var position = parent.Start + offset; reader.TryReadBox(ref position, parent.End, out var box);)
        {
            if (box.Type == type) return box;
        }

        return null;
    }

    // ES_Descriptor and DecoderConfigDescriptor (ISO/IEC 14496-1, 7.2.6.5 and 7.2.6.6): a tag, a length of 1 to 4
    // bytes, the content.
    private static int? ObjectTypeOf(ReadOnlySpan<byte> esds)
    {
        var rest = Content(esds.Length > 4 ? esds.Slice(4) : default, tag: 3);
        if (rest.Length < 3) return null;
        var flags = rest[2];
        var skipped = 3;
        if ((flags & 0x80) != 0) skipped += 2;
        if ((flags & 0x40) != 0 && rest.Length > skipped) skipped += 1 + rest[skipped];
        if ((flags & 0x20) != 0) skipped += 2;
        rest = Content(rest.Length > skipped ? rest.Slice(skipped) : default, tag: 4);
        return rest.Length > 0 ? rest[0] : null;
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> descriptor, byte tag)
    {
        if (descriptor.Length < 2 || descriptor[0] != tag) return default;
        var start = 1;
        while (start < 4 && start < descriptor.Length && (descriptor[start] & 0x80) != 0) start++;
        return start + 1 < descriptor.Length ? descriptor.Slice(start + 1) : default;
    }
}
