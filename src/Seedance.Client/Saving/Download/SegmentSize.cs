namespace Seedance.Saving.Download;

/// <summary>The number of bytes of one range request.</summary>
internal static class SegmentSize
{
    /// <summary>
    /// The minimum, in bytes: small enough that hashing can follow and that all connections end at about the same time,
    /// large enough to be worth a request.
    /// </summary>
    public const long Minimum = 2 * 1024 * 1024;

    private const long Maximum = 32 * 1024 * 1024;

    /// <summary>A share of what is left, so that the segments become smaller towards the end.</summary>
    /// <param name="remaining">The number of bytes that no connection fetches yet.</param>
    /// <param name="connections">The number of connections.</param>
    public static long Next(long remaining, int connections) =>
        connections == 1 ? long.MaxValue : Math.Max(Minimum, Math.Min(Maximum, remaining / (2 * connections)));
}
