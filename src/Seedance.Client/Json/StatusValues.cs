namespace Seedance.Json;

/// <summary>Maps the status values of the service and of related services.</summary>
internal static class StatusValues
{
    public static SeedanceTaskStatus Read(string value) => value.Trim().ToLowerInvariant() switch
    {
        "queued" or "pending" => SeedanceTaskStatus.Queued,
        "processing" or "running" => SeedanceTaskStatus.Processing,
        "completed" or "succeeded" or "success" => SeedanceTaskStatus.Completed,
        "failed" => SeedanceTaskStatus.Failed,
        "cancelled" or "canceled" => SeedanceTaskStatus.Cancelled,
        "expired" => SeedanceTaskStatus.Expired,
        _ => SeedanceTaskStatus.Unknown,
    };
}
