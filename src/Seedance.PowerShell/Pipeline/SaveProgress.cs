using System.Globalization;
using Seedance.Saving.Download;

namespace Seedance.PowerShell.Pipeline;

/// <summary>
/// The progress bars of downloads: one for all, and one for each download in flight, from their meters.
/// </summary>
internal sealed class SaveProgress(TimeProvider? time = null) : IDownloadProgress
{
    // The weight of the latest rate in the moving average.
    private const double Smoothing = 0.3;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly List<Download> _active = [];
    private long _bytesSaved;

    /// <inheritdoc/>
    public void Add(DownloadMeter meter)
    {
        lock (_active) _active.Add(new Download(meter, _time.GetTimestamp()));
    }

    /// <inheritdoc/>
    public void Remove(DownloadMeter meter)
    {
        lock (_active)
        {
            _active.RemoveAll(d => d.Meter == meter);
            _bytesSaved += meter.BytesReceived;
        }
    }

    /// <summary>The progress of this moment.</summary>
    public ProgressLines GetLines(int done, int total, int failed)
    {
        lock (_active)
        {
            foreach (var download in _active) Measure(download);
            var received = _bytesSaved + _active.Sum(d => d.Bytes);
            var status = $"{done} of {total} done";
            if (failed > 0) status += $", {failed} failed";
            status += $", {Size(received)}";
            if (_active.Count > 0) status += $", {Size((long)_active.Sum(d => d.Rate))}/s";
            return new ProgressLines(
                new ProgressLine("", "Saving Seedance videos", status, total > 0 ? (int)(done * 100L / total) : -1),
                [.. _active.Select(LineOf)]);
        }
    }

    private void Measure(Download download)
    {
        var now = _time.GetTimestamp();
        var seconds = _time.GetElapsedTime(download.At, now).TotalSeconds;
        if (seconds <= 0) return;
        var bytes = download.Meter.BytesReceived;
        // Bytes of an earlier run do not count for the rate, and a restart is not a negative rate.
        var gained = download.IsFirst ? 0 : Math.Max(0, bytes - download.Bytes);
        download.Rate = download.IsFirst
            ? 0
            : download.Rate == 0 ? gained / seconds : download.Rate + (gained / seconds - download.Rate) * Smoothing;
        (download.Bytes, download.At, download.IsFirst) = (bytes, now, false);
    }

    private static ProgressLine LineOf(Download download)
    {
        var id = download.Meter.TaskId;
        if (download.Meter.BytesTotal is not { } total || total == 0)
            return new ProgressLine(id, id, $"{Size(download.Bytes)}, {Size((long)download.Rate)}/s");
        var remaining = download.Rate > 0 ? (int)Math.Min(int.MaxValue, (total - download.Bytes) / download.Rate) : -1;
        return new ProgressLine(
            id, id, $"{Size(download.Bytes)} of {Size(total)}, {Size((long)download.Rate)}/s",
            (int)Math.Min(100, download.Bytes * 100 / total), remaining);
    }

    private static string Size(long bytes) => DisplayFormat.Size(bytes, CultureInfo.CurrentCulture);

    private sealed class Download(DownloadMeter meter, long at)
    {
        public DownloadMeter Meter { get; } = meter;
        public long At { get; set; } = at;
        public long Bytes { get; set; }
        public double Rate { get; set; }
        public bool IsFirst { get; set; } = true;
    }
}
