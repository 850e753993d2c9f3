namespace Seedance.Saving.Download;

/// <summary>An open response of the storage host, with the watchdog that limits each wait for its bytes.</summary>
/// <param name="response">The response.</param>
/// <param name="watchdog">Cancels the response when no byte arrives.</param>
internal sealed class VideoReply(HttpResponseMessage response, StallWatchdog watchdog) : IDisposable
{
    /// <summary>The response.</summary>
    public HttpResponseMessage Response => response;

    /// <summary>What its headers mean; null when the range cannot be had (416 or 412).</summary>
    public VideoResponse? Headers { get; init; }

    /// <summary>Cancels the response when no byte arrives.</summary>
    public StallWatchdog Watchdog => watchdog;

    public void Dispose()
    {
        response.Dispose();
        watchdog.Dispose();
    }
}
