namespace Seedance.Telemetry;

/// <summary>Nothing: .NET Framework has no meters without a package.</summary>
internal static class Counters
{
    public static void CountRequest(string operation)
    {
    }

    public static void CountFailure(string operation, SeedanceException error)
    {
    }

    public static void CountBytes(int bytes)
    {
    }

    public static void RecordLag(TimeSpan lag)
    {
    }
}
