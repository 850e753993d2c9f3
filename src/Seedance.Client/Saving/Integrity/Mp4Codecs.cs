namespace Seedance.Saving.Integrity;

/// <summary>The names that FFmpeg has for the codecs of MP4 files.</summary>
internal static class Mp4Codecs
{
    /// <summary>
    /// The codec of a sample entry; its type as text when it is not a known one, and null when that is not readable.
    /// </summary>
    public static string? NameOf(uint type)
    {
        var text = TextOf(type);
        return text switch
        {
            "avc1" or "avc2" or "avc3" or "avc4" => "h264",
            "hvc1" or "hev1" or "dvh1" or "dvhe" => "hevc",
            "vvc1" or "vvi1" => "vvc",
            "av01" => "av1",
            "vp08" => "vp8",
            "vp09" => "vp9",
            "mp4v" => "mpeg4",
            "jpeg" or "mjpa" or "mjpb" => "mjpeg",
            "apch" or "apcn" or "apcs" or "apco" or "ap4h" or "ap4x" => "prores",
            "s263" or "h263" => "h263",
            "mp4a" => "aac",
            ".mp3" or "mp3 " => "mp3",
            "Opus" => "opus",
            "fLaC" => "flac",
            "alac" => "alac",
            "ac-3" => "ac3",
            "ec-3" => "eac3",
            "ac-4" => "ac4",
            "samr" => "amr_nb",
            "sawb" => "amr_wb",
            "sowt" => "pcm_s16le",
            "twos" => "pcm_s16be",
            "in24" => "pcm_s24be",
            "in32" => "pcm_s32be",
            "ulaw" => "pcm_mulaw",
            "alaw" => "pcm_alaw",
            _ => text?.Trim(),
        };
    }

    /// <summary>
    /// The codec behind <c>mp4v</c> or <c>mp4a</c> by the object type of its decoder configuration (ISO/IEC 14496-1,
    /// 7.2.6.6).
    /// </summary>
    public static string? NameOfObjectType(int objectType) => objectType switch
    {
        0x20 => "mpeg4",
        0x21 => "h264",
        0x23 => "hevc",
        0x40 or 0x66 or 0x67 or 0x68 => "aac",
        >= 0x60 and <= 0x65 => "mpeg2video",
        0x69 or 0x6B => "mp3",
        0x6A => "mpeg1video",
        0x6C => "mjpeg",
        0xA3 => "vc1",
        0xA5 => "ac3",
        0xA6 => "eac3",
        0xA9 => "dts",
        0xAD => "opus",
        0xC1 => "flac",
        0xDD => "vorbis",
        _ => null,
    };

    private static string? TextOf(uint type)
    {
        char[] text = [(char)(type >> 24), (char)((type >> 16) & 0xFF), (char)((type >> 8) & 0xFF),
            (char)(type & 0xFF)];
        // The text is shown to people: nothing but printable ASCII.
        return Array.TrueForAll(text, c => c is >= ' ' and <= '~') ? new string(text) : null;
    }
}
