using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Saving;

/// <summary>What is there already: skipped, replaced or refused, and never taken for what it is not.</summary>
public sealed class ExistingFileTests : SavingTest
{
    [Theory]
    [InlineData("Save-SeedanceVideo a")]
    [InlineData("Save-SeedanceVideo a -Wait")]
    [InlineData("Save-SeedanceVideo a -FileName 'clip {ID} {Index}.mp4'")]
    public void A_whole_video_is_skipped_without_a_request(string command)
    {
        AddTasks("a");
        Engine.Run(command);
        var requests = Emulator.Requests.Count;

        var result = Engine.Run(command);

        Assert.Empty(result.Errors);
        Assert.True(Assert.Single(result.Column<bool>("Skipped")));
        Assert.Equal(SampleVideos.WithAudio.Length, Assert.Single(result.Column<long>("Length")));
        Assert.Equal(requests, Emulator.Requests.Count);
    }

    [Fact]
    public void A_whole_video_whose_name_needs_the_task_is_skipped_without_a_download()
    {
        AddTasks("a");
        Engine.Run("Save-SeedanceVideo a -FileName '{Model} {Id}.mp4'");
        var result = Engine.Run("Save-SeedanceVideo a -FileName '{Model} {Id}.mp4'");
        Assert.True(Assert.Single(result.Column<bool>("Skipped")));
        Assert.Equal(1, Emulator.CountDownloads("a"));
    }

    [Fact]
    public void NoClobber_makes_it_an_error_without_a_request()
    {
        AddTasks("a");
        Engine.Run("Save-SeedanceVideo a");
        var requests = Emulator.Requests.Count;
        var result = Engine.Run("Save-SeedanceVideo a -NoClobber");
        Assert.StartsWith("FileExists,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Equal(requests, Emulator.Requests.Count);
    }

    [Fact]
    public void Force_replaces_it_and_until_then_the_old_one_is_whole()
    {
        Emulator.Add(new EmulatedTask("a") { Video = SampleVideos.NoAudioMoovLast, VideoFaults = [Fault.Of("truncate", 1, "0.5")] });
        WriteVideo("a.mp4", SampleVideos.WithAudio);

        var failed = Engine.Run("Save-SeedanceVideo a -Force -MaximumRetryCount 0");
        Assert.Single(failed.Errors);
        Assert.Equal(SampleVideos.WithAudio.Sha256, Sha256Of(InFolder("a.mp4")));

        AssertSaved(Engine.Run("Save-SeedanceVideo a -Force"), SampleVideos.NoAudioMoovLast);
    }

    [Fact]
    public void Force_and_NoClobber_together_end_the_pipeline_before_the_first_request()
    {
        Assert.NotNull(Engine.Run("Save-SeedanceVideo a -Force -NoClobber").Thrown);
        Assert.Empty(Emulator.Requests);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    public void Another_programs_broken_download_is_replaced_by_the_whole_video(int length)
    {
        AddTasks("a");
        WriteVideo("a.mp4", SampleVideos.WithAudio, length);
        AssertSaved(Engine.Run("Save-SeedanceVideo a"), SampleVideos.WithAudio);
    }

    [Fact]
    public void A_file_that_is_no_video_is_not_replaced_unless_it_is_asked_for()
    {
        AddTasks("a");
        File.WriteAllText(InFolder("a.mp4"), "My notes of ten years.");

        var result = Engine.Run("Save-SeedanceVideo a");

        Assert.StartsWith("FileExists,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("My notes of ten years.", File.ReadAllText(InFolder("a.mp4")));
        AssertSaved(Engine.Run("Save-SeedanceVideo a -Force"), SampleVideos.WithAudio);
    }

    [Fact]
    public void A_name_without_the_id_does_not_let_another_tasks_video_pass_for_this_ones()
    {
        AddTasks("old");
        Engine.Run("Save-SeedanceVideo old -FileName video.mp4");
        Add(SampleVideos.NoAudioMoovLast);

        var other = Engine.Run("Save-SeedanceVideo a -FileName video.mp4");
        var same = Engine.Run("Save-SeedanceVideo old -FileName video.mp4");

        var error = Assert.Single(other.Errors);
        Assert.StartsWith("FileExists,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("another one", error.Exception.Message, StringComparison.Ordinal);
        Assert.True(Assert.Single(same.Column<bool>("Skipped")));
        Assert.Equal(SampleVideos.WithAudio.Sha256, Sha256Of(InFolder("video.mp4")));
    }

    [Theory]
    [InlineData("-MaximumRetryCount 0", 1)]
    [InlineData("-MaximumRetryCount 2", 0)]
    public void A_comparison_that_fails_is_retried_and_then_an_error(string options, int errors)
    {
        Add(SampleVideos.WithAudio, Fault.Of("status", 2, "503", after: 1));
        Engine.Run("Save-SeedanceVideo a -FileName 'clip-{Index}'");

        var result = Engine.Run($"Save-SeedanceVideo a -FileName 'clip-{{Index}}' {options}");

        Assert.Equal(errors, result.Errors.Count);
        Assert.Equal(1 - errors, result.Output.Count);
    }

    [Fact]
    public void A_comparison_with_a_host_that_accepts_no_connection_is_an_error()
    {
        // A listening socket whose queue is full: further connections get no response at all, as behind a firewall.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var endpoint = (IPEndPoint)listener.LocalEndPoint!;
        var fillers = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        foreach (var filler in fillers) _ = filler.ConnectAsync(endpoint);
        Emulator.Add(new EmulatedTask("a")
        {
            QueryFaults = [Fault.Always("body", $$"""{"id":"a","status":"completed","video_url":"http://{{endpoint}}/a.mp4"}""")],
        });
        WriteVideo("clip-1.mp4", SampleVideos.WithAudio);

        var result = Engine.Run("Save-SeedanceVideo a -FileName 'clip-{Index}' -MaximumRetryCount 0");

        fillers.ForEach(f => f.Dispose());
        Assert.StartsWith("ConnectionFailed,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void The_same_id_twice_is_downloaded_once()
    {
        AddTasks("a");
        var result = Engine.Run("'a', 'a' | Save-SeedanceVideo");
        Assert.Empty(result.Errors);
        Assert.Equal([false, true], result.Column<bool>("Skipped"));
        Assert.Equal(1, Emulator.CountDownloads("a"));
    }

    [Fact]
    public void Metadata_is_the_tasks_json_beside_the_video_without_the_signature()
    {
        AddTasks("a");

        Engine.Run("Save-SeedanceVideo a -Metadata");

        var text = File.ReadAllText(InFolder("a.mp4.json"));
        using var json = JsonDocument.Parse(text);
        Assert.Equal("a", json.RootElement.GetProperty("id").GetString());
        Assert.Equal(108900, json.RootElement.GetProperty("totalTokens").GetInt64());
        Assert.EndsWith("/out/a.mp4", json.RootElement.GetProperty("video_url").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("X-Tos", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_is_added_to_a_video_that_was_saved_without_it()
    {
        AddTasks("a");
        Engine.Run("Save-SeedanceVideo a");
        var result = Engine.Run("Save-SeedanceVideo a -Metadata");
        Assert.True(Assert.Single(result.Column<bool>("Skipped")));
        Assert.True(File.Exists(InFolder("a.mp4.json")));
        Assert.Equal(1, Emulator.CountDownloads("a"));
    }

    [Fact]
    public void What_a_crash_has_left_is_continued_and_says_nothing_of_the_address()
    {
        Add(SampleVideos.WithAudio, Fault.Of("truncate", 1, "0.5"));
        var error = AssertNotSaved(Engine.Run("Save-SeedanceVideo a -MaximumRetryCount 0"), "VideoIncomplete");
        Assert.Contains("71,", error.Exception.Message, StringComparison.Ordinal);
        var kept = File.ReadAllText(InFolder("a.mp4.part.json"));
        Assert.DoesNotContain("X-Tos", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("http", kept, StringComparison.Ordinal);

        AssertSaved(Engine.Run("Save-SeedanceVideo a"), SampleVideos.WithAudio);

        Assert.StartsWith("bytes=70", Downloads()[1].Headers["Range"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"format\":1,\"task\":\"a\",\"length\":142186,\"etag\":\"\\\"x\\\"\",\"digests\":{},\"done\":[[0,1000000000]]}")]
    [InlineData("{\"format\":1,\"task\":\"a\",\"length\":142186,\"etag\":\"nonsense\",\"digests\":{},\"done\":[[0,100]]}")]
    [InlineData("{\"format\":1,\"task\":\"a\",\"length\":142186,\"etag\":\"\\\"x\\\"\",\"digests\":{},\"done\":[[5,3],[-7,2]]}")]
    [InlineData("{\"format\":1,\"task\":\"b\",\"length\":142186,\"etag\":\"\\\"x\\\"\",\"digests\":{},\"done\":[[0,100]]}")]
    [InlineData("{\"format\":1,\"task\":\"a\",\"length\":142186,\"etag\":\"\\\"x\\\"\",\"digests\":{},\"done\":[[0,100]]}")]
    public void A_record_that_is_broken_or_of_another_video_is_not_believed(string record)
    {
        Add(SampleVideos.WithAudio);
        File.WriteAllBytes(InFolder("a.mp4.part"), new byte[1000]);
        File.WriteAllText(InFolder("a.mp4.part.json"), record);
        AssertSaved(Engine.Run("Save-SeedanceVideo a"), SampleVideos.WithAudio);
    }

    private void WriteVideo(string name, EmulatedVideo video, int? length = null)
    {
        using var source = video.Open();
        var bytes = new byte[length ?? video.Length];
        source.ReadExactly(bytes);
        File.WriteAllBytes(InFolder(name), bytes);
    }
}
