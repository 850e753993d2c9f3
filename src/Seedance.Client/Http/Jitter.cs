namespace Seedance.Http;

/// <summary>Random numbers to spread requests over time; not for secrets.</summary>
internal static class Jitter
{
#if NET
    /// <summary>A number from 0 to 1.</summary>
    public static double Next() => Random.Shared.NextDouble();
#else
    private static readonly Random Source = new();

    /// <summary>A number from 0 to 1.</summary>
    public static double Next()
    {
        lock (Source) return Source.NextDouble();
    }
#endif
}
