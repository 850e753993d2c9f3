using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.Client.Tests.Saving;

/// <summary>Processes that are killed or save the same video: each file is correct at the end.</summary>
public sealed class ProcessTests : DownloadTest
{
    private const int Loops = 5;
    private const int KillsPerLoop = 10;
    private const int Contenders = 3;
    private const int RunsPerContender = 4;

    [Fact]
    public async Task Fifty_kills_at_random_times_leave_only_correct_files()
    {
        var continued = await Task.WhenAll(Enumerable.Range(0, Loops).Select(KillAsync));

        Assert.All(Directory.GetFiles(Folder), file => Assert.EndsWith(".mp4", file, StringComparison.Ordinal));
        Assert.True(continued.Sum() > 0, "No process continued the download of a killed one.");
    }

    // Saves videos until the number of kills is reached. Returns how many processes continued the download of another.
    private async Task<int> KillAsync(int loop)
    {
        var random = new Random(20260330 + loop);
        var (kills, continued) = (0, 0);
        for (var number = 0; kills < KillsPerLoop; number++)
        {
            var id = $"v{loop}-{number}";
            // Some videos are large enough for several connections.
            var video = SampleVideos.Generated(number % 3 == 2 ? 2_000_000 : 12_000_000, loop * 100 + number);
            Add(new EmulatedTask(id) { Video = video, VideoFaults = [Fault.Always("slow", "2000000")] });
            while (true)
            {
                var isSaved = await RunAsync(id, kills < KillsPerLoop ? random.NextInt64(video.Length) : long.MaxValue);
                if (File.Exists(PathOf(id))) Assert.Equal(video.Sha256, Sha256Of(PathOf(id)));
                if (isSaved) break;
                kills++;
            }

            Assert.Equal(video.Sha256, Sha256Of(PathOf(id)));
            continued += FirstOfEachProcess(id).Count(r => r.Headers.ContainsKey("Range"));
        }

        return continued;
    }

    [Fact]
    public async Task Two_processes_with_one_id_download_it_once()
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Always("hold")] });
        using var first = new SaverProcess(Emulator.BaseUri, "a", PathOf("a"));
        await Emulator.WaitForDownloadsAsync("a", 1, Cancellation);
        using var second = new SaverProcess(Emulator.BaseUri, "a", PathOf("a"));

        Assert.StartsWith(
            "notice The video of task 'a' is being saved", await second.ReadLineAsync(Cancellation),
            StringComparison.Ordinal);
        Emulator.Release("a");

        Assert.Equal($"saved {SampleVideos.WithAudio.Sha256}", await first.ReadLineAsync(Cancellation));
        Assert.Equal("skipped", await second.ReadLineAsync(Cancellation));
        await first.ExitedAsync(Cancellation);
        await second.ExitedAsync(Cancellation);
        AssertSaved(SampleVideos.WithAudio, "a");
        Assert.Equal(1, Emulator.CountDownloads("a"));
    }

    [Fact]
    public async Task A_process_continues_the_download_of_a_killed_one()
    {
        Add(new EmulatedTask("a") { VideoFaults = [Fault.Of("hold", 1)] });
        using var first = new SaverProcess(Emulator.BaseUri, "a", PathOf("a"));
        await Emulator.WaitForDownloadsAsync("a", 1, Cancellation);
        using var second = new SaverProcess(Emulator.BaseUri, "a", PathOf("a"));
        Assert.StartsWith("notice", await second.ReadLineAsync(Cancellation), StringComparison.Ordinal);

        await first.KillAsync(Cancellation);

        Assert.Equal($"saved {SampleVideos.WithAudio.Sha256}", await second.ReadLineAsync(Cancellation));
        await second.ExitedAsync(Cancellation);
        AssertSaved(SampleVideos.WithAudio, "a");
    }

    [Fact]
    public async Task Three_processes_with_one_id_killed_at_random_leave_one_correct_file()
    {
        var video = SampleVideos.Generated(12_000_000, 77);
        Add(new EmulatedTask("a") { Video = video, VideoFaults = [Fault.Always("slow", "2000000")] });

        var kills = await Task.WhenAll(Enumerable.Range(0, Contenders).Select(ContendAsync));

        AssertSaved(video, "a");
        Assert.True(kills.Sum() > 0, "No process was killed.");
    }

    // Starts processes and kills all but the last. Returns how many were killed before they had finished.
    private async Task<int> ContendAsync(int contender)
    {
        var random = new Random(20260330 + contender);
        var kills = 0;
        for (var run = 0; run < RunsPerContender; run++)
        {
            using var saver = new SaverProcess(Emulator.BaseUri, "a", PathOf("a"));
            var killAfter = Emulator.CountBytes("a") + random.NextInt64(3_000_000);
            await Task.WhenAny(
                saver.ExitedAsync(Cancellation), Emulator.WaitForBytesAsync("a", killAfter, Cancellation));
            if (saver.HasExited) continue;
            await saver.KillAsync(Cancellation);
            kills++;
        }

        using var last = new SaverProcess(Emulator.BaseUri, "a", PathOf("a"));
        var line = await last.ReadLineAsync(Cancellation);
        while (line?.StartsWith("notice", StringComparison.Ordinal) == true)
            line = await last.ReadLineAsync(Cancellation);
        Assert.Matches("^(saved|skipped)", line);
        await last.ExitedAsync(Cancellation);
        return kills;
    }

    // Kills the process when the emulator has sent this number of additional bytes; true when it saved the video first.
    private async Task<bool> RunAsync(string id, long killAfter)
    {
        var sent = Emulator.CountBytes(id);
        using var saver = new SaverProcess(Emulator.BaseUri, id, PathOf(id));
        var exited = saver.ExitedAsync(Cancellation);
        if (killAfter < long.MaxValue)
            await Task.WhenAny(exited, Emulator.WaitForBytesAsync(id, sent + killAfter, Cancellation));
        else await exited;
        if (!saver.HasExited)
        {
            await saver.KillAsync(Cancellation);
            return false;
        }

        Assert.StartsWith("saved", await saver.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        return true;
    }

    // Each process starts with a query.
    private IEnumerable<RecordedRequest> FirstOfEachProcess(string id)
    {
        var isFirst = false;
        foreach (var request in Emulator.Requests.Where(r => r.TaskId == id))
        {
            var isDownload = request.Path.StartsWith("/out/", StringComparison.Ordinal);
            if (isDownload && isFirst) yield return request;
            isFirst = !isDownload;
        }
    }
}
