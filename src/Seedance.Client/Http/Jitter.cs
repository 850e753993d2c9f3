namespace Seedance.Http;

/// <summary>Random numbers for spreading requests; not for secrets.</summary>
internal static class Jitter
{
#if NET
    /// <summary>From 0 to 1.</summary>
    public static double Next() => Random.Shared.NextDouble();
#else
    private static readonly Random Source = new();

    /// <summary>From 0 to 1.</summary>
    public static double Next()
    {
        lock (Source) return Source.NextDouble();
    }
#endif
}
