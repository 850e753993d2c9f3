using System.Management.Automation;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Saving;

/// <summary>Saving in a pipeline: concurrency, retries, stopping, output.</summary>
public sealed class PipelineTests : SavingTest
{
    [Theory]
    [InlineData("", 4)]
    [InlineData("-ThrottleLimit 2", 2)]
    public async Task ThrottleLimit_limits_the_concurrent_downloads(string options, int expected)
    {
        var ids = Enumerable.Range(0, 9).Select(i => $"v{i}").ToArray();
        foreach (var id in ids) Emulator.Add(new EmulatedTask(id) { VideoFaults = [Fault.Always("hold")] });
        using var shell = Engine.CreateShell($"$input | Save-SeedanceVideo {options}");
        using var input = new PSDataCollection<object>(ids);
        input.Complete();
        var running = shell.InvokeAsync(input);
        await Emulator.WaitForRequestsAsync(
            r => r.Path.StartsWith("/out/", StringComparison.Ordinal), expected, Cancellation);

        foreach (var id in ids) Emulator.Release(id);
        await running;

        Assert.Equal(expected, Emulator.MaxConcurrentDownloads);
        Assert.Equal(9, Directory.GetFiles(Folder, "*.mp4").Length);
    }

    [Theory]
    [InlineData("", 31)]
    [InlineData("-MaximumRetryCount 3", 4)]
    public void Waiting_retries_30_times_unless_MaximumRetryCount_is_given(string options, int expected)
    {
        Emulator.Add(new EmulatedTask("a") { QueryFaults = [Fault.Always("status", "500")] });

        foreach (var command in (string[])["Wait-SeedanceTask a", "Save-SeedanceVideo a -Wait"])
        {
            var before = Emulator.CountQueries("a");
            var error = Assert.Single(Engine.Run($"{command} -RetryIntervalSec 0 {options}").Errors);
            Assert.StartsWith("ServiceUnavailable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Equal(expected, Emulator.CountQueries("a") - before);
        }
    }

    [Fact]
    public void A_failed_download_is_retried_alone_and_the_others_continue()
    {
        AddTasks("b", "c");
        Add(SampleVideos.WithAudio, Fault.Always("status", "500"));
        var result = Engine.Run("'a', 'b', 'c' | Save-SeedanceVideo -MaximumRetryCount 2");
        Assert.Equal(["b", "c"], result.Column<string>("TaskId").Order());
        Assert.Equal("a", Assert.Single(result.Errors).TargetObject);
        Assert.Equal(1, Emulator.CountDownloads("b"));
        Assert.Equal(3, Emulator.CountDownloads("a"));
    }

    [Fact]
    public async Task Stopping_keeps_the_partial_file_and_the_next_run_continues_it()
    {
        Add(SampleVideos.WithAudio, Fault.Of("stall", 1, "0.5"));
        using (var shell = Engine.CreateShell("Save-SeedanceVideo a"))
        {
            var running = shell.InvokeAsync();
            await Emulator.WaitForBytesAsync("a", SampleVideos.WithAudio.Length / 2, Cancellation);
            while (!File.Exists(InFolder("a.mp4.part"))
                || new FileInfo(InFolder("a.mp4.part")).Length < SampleVideos.WithAudio.Length / 2)
            {
                Cancellation.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            await shell.StopAsync(null, null);
            await Assert.ThrowsAnyAsync<PipelineStoppedException>(() => running);
        }

        AssertSaved(Engine.Run("Save-SeedanceVideo a"), SampleVideos.WithAudio);
        Assert.StartsWith("bytes=70", Downloads()[1].Headers["Range"], StringComparison.Ordinal);
    }

    [Fact]
    public void Saving_a_CSV_with_Wait_again_finishes_the_interrupted_run()
    {
        Emulator.Add(new EmulatedTask("a") { ProcessingPolls = 2 });
        Emulator.Add(new EmulatedTask("b") { ProcessingPolls = 1, VideoFaults = [Fault.Of("truncate", 1, "0.3")] });
        const string Job = "$rows = 'a', 'b' | ForEach-Object { [pscustomobject]@{ task_id = $_ } }; "
            + "$rows | Save-SeedanceVideo -Wait -Destination videos -MaximumRetryCount {0}";

        var first = Engine.Run(Job.Replace("{0}", "0", StringComparison.Ordinal));
        var second = Engine.Run(Job.Replace("{0}", "5", StringComparison.Ordinal));

        Assert.Equal("b", Assert.Single(first.Errors).TargetObject);
        Assert.Empty(second.Errors);
        Assert.Equal(2, second.Output.Count);
        Assert.Equal(["a.mp4", "b.mp4"], Directory.GetFiles(InFolder("videos")).Select(Path.GetFileName).Order());
        Assert.Equal(1, Emulator.CountDownloads("a"));
    }

    [Fact]
    public void A_task_that_is_not_finished_is_waited_for_only_with_Wait()
    {
        Emulator.Add(new EmulatedTask("a") { ProcessingPolls = 3 });
        var without = Engine.Run("Get-SeedanceTask a | Save-SeedanceVideo");
        var with = Engine.Run("Get-SeedanceTask a | Save-SeedanceVideo -Wait");
        Assert.StartsWith(
            "TaskNotCompleted,", Assert.Single(without.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(with.Errors);
        Assert.Single(with.Output);
    }

    [Fact]
    public void A_timeout_is_an_error_with_the_id_and_keeps_the_saved_videos()
    {
        AddTasks("b");
        Emulator.Add(new EmulatedTask("a") { ProcessingPolls = int.MaxValue });
        var result = Engine.Run("'a', 'b' | Save-SeedanceVideo -Wait -Timeout 1");
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("WaitTimedOut,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("a", error.TargetObject);
        Assert.True(File.Exists(InFolder("b.mp4")));
    }

    [Fact]
    public void WhatIf_downloads_nothing_and_creates_no_folder()
    {
        AddTasks("a");
        var result = Engine.Run("Save-SeedanceVideo a -Destination videos -WhatIf");
        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal(0, Emulator.CountDownloads("a"));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData(
        "[Parameter(ValueFromPipelineByPropertyName)] [Alias('PSPath', 'LP')] [string[]] $LiteralPath", "$LiteralPath")]
    [InlineData("[Parameter(ValueFromPipelineByPropertyName)] [string[]] $Path", "$Path")]
    [InlineData("[Parameter(ValueFromPipelineByPropertyName)] [string] $File", "$File")]
    [InlineData("[Parameter(ValueFromPipelineByPropertyName)] [Alias('FullName')] [string] $Source", "$Source")]
    public void A_saved_video_binds_to_commands_that_accept_files(string parameter, string variable)
    {
        AddTasks("a");
        var result = Engine.Run(
            $"function Use-File {{ param({parameter}) process {{ {variable} }} }}; Save-SeedanceVideo a | Use-File");
        Assert.Empty(result.Errors);
        Assert.Equal(InFolder("a.mp4"), Assert.Single(result.Output).ToString());
    }

    [Fact]
    public void A_URL_that_expires_within_an_hour_is_a_warning()
    {
        Emulator.Add(new EmulatedTask("a") { UrlLifetime = TimeSpan.FromMinutes(30) });
        Assert.Contains(
            "expires in 30 minutes", Assert.Single(Engine.Run("Save-SeedanceVideo a").Warnings),
            StringComparison.Ordinal);
    }
}
