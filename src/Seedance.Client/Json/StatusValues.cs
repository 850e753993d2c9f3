namespace Seedance.Json;

/// <summary>The service's words for a status, and those that its siblings use.</summary>
internal static class StatusValues
{
    public static SeedanceTaskStatus Read(string word) => word.Trim().ToLowerInvariant() switch
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
