namespace Seedance.Saving.Integrity;

internal static class Hex
{
    /// <summary>Lower-case hexadecimal, as sha256sum writes it.</summary>
    public static string Lower(byte[] bytes) =>
#if NET
        Convert.ToHexString(bytes).ToLowerInvariant();
#else
        BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant();
#endif
}
