using Seedance.Http;
using Seedance.Saving.Files;

namespace Seedance.Saving.Download;

/// <summary>What all connections of one download use.</summary>
/// <param name="Source">Where the video is.</param>
/// <param name="Part">Where its bytes are written.</param>
/// <param name="Meter">Counts the bytes.</param>
/// <param name="Retry">The limits and delays of retries.</param>
/// <param name="Time">The clock.</param>
/// <param name="Connections">The maximum number of connections.</param>
internal sealed record TransferServices(
    VideoSource Source, PartialFile Part, DownloadMeter Meter, RetryPolicy Retry, TimeProvider Time, int Connections)
{
    /// <summary>The task.</summary>
    public string TaskId => Source.Task.Id;
}
