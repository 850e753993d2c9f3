using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;
using Seedance.PowerShell.Tests.Credentials;

namespace Seedance.PowerShell.Tests.Saving;

/// <summary>
/// Existing files: skipped, replaced or an error. A file counts as the video of the task only with proof.
/// </summary>
public sealed class ExistingFileTests : SavingTest
{
    [Theory]
    [InlineData("Save-SeedanceVideo a")]
    [InlineData("Save-SeedanceVideo a -Wait")]
    [InlineData("Save-SeedanceVideo a -FileName 'clip {ID} {Index}.mp4'")]
    public void A_complete_video_is_skipped_without_a_request(string command)
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
    public void A_complete_video_whose_name_needs_the_task_is_skipped_without_a_download()
    {
        AddTasks("a");
        Engine.Run("Save-SeedanceVideo a -FileName '{Model} {Id}.mp4'");
        var result = Engine.Run("Save-SeedanceVideo a -FileName '{Model} {Id}.mp4'");
        Assert.True(Assert.Single(result.Column<bool>("Skipped")));
        Assert.Equal(1, Emulator.CountDownloads("a"));
    }

    [Fact]
    public void NoClobber_with_an_existing_file_is_an_error_without_a_request()
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
    public void Force_replaces_the_file_only_when_the_new_one_is_complete()
    {
        Emulator.Add(new EmulatedTask("a")
        {
            Video = SampleVideos.NoAudioMoovLast,
            VideoFaults = [Fault.Of("truncate", 1, "0.5")],
        });
        WriteVideo("a.mp4", SampleVideos.WithAudio);

        var failed = Engine.Run("Save-SeedanceVideo a -Force -MaximumRetryCount 0");
        Assert.Single(failed.Errors);
        Assert.Equal(SampleVideos.WithAudio.Sha256, Sha256Of(InFolder("a.mp4")));

        AssertSaved(Engine.Run("Save-SeedanceVideo a -Force"), SampleVideos.NoAudioMoovLast);
    }

    [Fact]
    public void Force_with_NoClobber_is_a_terminating_error_before_the_first_request()
    {
        Assert.NotNull(Engine.Run("Save-SeedanceVideo a -Force -NoClobber").Thrown);
        Assert.Empty(Emulator.Requests);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    public void A_truncated_video_of_another_program_is_replaced(int length)
    {
        AddTasks("a");
        WriteVideo("a.mp4", SampleVideos.WithAudio, length);
        AssertSaved(Engine.Run("Save-SeedanceVideo a"), SampleVideos.WithAudio);
    }

    [Fact]
    public void A_file_that_is_not_a_video_is_replaced_only_with_Force()
    {
        AddTasks("a");
        File.WriteAllText(InFolder("a.mp4"), "My notes of ten years.");

        var result = Engine.Run("Save-SeedanceVideo a");

        Assert.StartsWith("FileExists,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("My notes of ten years.", File.ReadAllText(InFolder("a.mp4")));
        AssertSaved(Engine.Run("Save-SeedanceVideo a -Force"), SampleVideos.WithAudio);
    }

    [Fact]
    public void A_file_without_the_id_in_its_name_is_compared_with_the_host()
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
        var fillers = Enumerable.Range(0, 4)
            .Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        foreach (var filler in fillers)
            _ = filler.ConnectAsync(endpoint, TestContext.Current.CancellationToken).AsTask();
        Emulator.Add(new EmulatedTask("a")
        {
            QueryFaults =
                [Fault.Always("body", $$"""{"id":"a","status":"completed","video_url":"http://{{endpoint}}/a.mp4"}""")],
        });
        WriteVideo("clip-1.mp4", SampleVideos.WithAudio);

        var result = Engine.Run("Save-SeedanceVideo a -FileName 'clip-{Index}' -MaximumRetryCount 0");

        fillers.ForEach(f => f.Dispose());
        Assert.StartsWith(
            "ConnectionFailed,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
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
    public void Metadata_writes_the_task_as_JSON_without_the_signature()
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
    public void A_partial_file_is_continued_and_its_record_holds_no_URL()
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
    [InlineData(
        "{\"format\":1,\"task\":\"a\",\"length\":142186,\"etag\":\"\\\"x\\\"\","
        + "\"digests\":{},\"done\":[[0,1000000000]]}")]
    [InlineData(
        "{\"format\":1,\"task\":\"a\",\"length\":142186,\"etag\":\"nonsense\",\"digests\":{},\"done\":[[0,100]]}")]
    [InlineData(
        "{\"format\":1,\"task\":\"a\",\"length\":142186,\"etag\":\"\\\"x\\\"\","
        + "\"digests\":{},\"done\":[[5,3],[-7,2]]}")]
    [InlineData(
        "{\"format\":1,\"task\":\"a\",\"length\":142186,\"etag\":\"W/\\\"x\\\"\",\"digests\":{},\"done\":[[0,100]]}")]
    [InlineData(
        "{\"format\":1,\"task\":\"a\",\"length\":142186,\"etag\":\"\\\"x\\\"\","
        + "\"digests\":{\"md5\":null},\"done\":[[0,100]]}")]
    [InlineData(
        "{\"format\":1,\"task\":null,\"length\":null,\"etag\":null,\"lastModified\":null,"
        + "\"digests\":{},\"done\":[null]}")]
    [InlineData(
        "{\"format\":1,\"task\":\"b\",\"length\":142186,\"etag\":\"\\\"x\\\"\",\"digests\":{},\"done\":[[0,100]]}")]
    [InlineData(
        "{\"format\":1,\"task\":\"a\",\"length\":142186,\"etag\":\"\\\"x\\\"\",\"digests\":{},\"done\":[[0,100]]}")]
    public void An_invalid_resume_record_or_one_of_another_video_is_ignored(string record)
    {
        Add(SampleVideos.WithAudio);
        File.WriteAllBytes(InFolder("a.mp4.part"), new byte[1000]);
        File.WriteAllText(InFolder("a.mp4.part.json"), record);
        AssertSaved(Engine.Run("Save-SeedanceVideo a"), SampleVideos.WithAudio);
    }

    [Theory]
    [InlineData("$rows | Save-SeedanceVideo -FileName { $_.FileName }")]
    [InlineData("$rows | Save-SeedanceVideo -Wait")]
    public void The_same_id_under_two_names_of_which_one_exists_writes_the_other(string command)
    {
        AddTasks("a");
        WriteVideo("two a.mp4", SampleVideos.WithAudio);

        var result = Engine.Run(
            "$rows = [pscustomobject]@{ Id = 'a'; FileName = 'one {Id}' }, [pscustomobject]@{ Id = 'a'; "
            + "FileName = 'two {Id}' }; "
            + command);

        Assert.Empty(result.Errors);
        Assert.Equal([false, true], result.Column<bool>("Skipped").Order());
        Assert.Equal(SampleVideos.WithAudio.Sha256, Sha256Of(InFolder("one a.mp4")));
    }

    [Theory]
    [InlineData("7", "clip-{Index}", "1", "clip-{Index}")]
    [InlineData("a:b", "{Id}", "a_b", "{Id}")]
    [InlineData("a_b", "{Id}", "a:b", "{Id}")]
    [InlineData("a", "clip", "...", "clip")]
    [InlineData("con", "{Id}", "_con", "{Id}")]
    public void The_video_of_another_task_is_never_reported_as_existing(
        string other, string otherName, string id, string name)
    {
        AddTasks(other);
        Emulator.Add(new EmulatedTask(id) { Video = SampleVideos.NoAudioMoovLast });
        var saved = Engine.Run($"$input | Save-SeedanceVideo -FileName '{otherName}'", other);
        var path = Assert.Single(saved.Column<string>("Path"));

        var result = Engine.Run($"$input | Save-SeedanceVideo -FileName '{name}'", id);

        if (result.Errors is [var error])
        {
            Assert.StartsWith("FileExists,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Equal(id, error.TargetObject);
        }
        else
        {
            // An id that is changed to be a safe name may still have a unique name.
            Assert.Equal(SampleVideos.NoAudioMoovLast.Sha256, Sha256Of(Assert.Single(result.Column<string>("Path"))));
            Assert.NotEqual(path, Assert.Single(result.Column<string>("Path")));
        }

        Assert.Equal(SampleVideos.WithAudio.Sha256, Sha256Of(path));
    }

    [Theory]
    [InlineData("Save-SeedanceVideo a, b, c -Metadata -WhatIf")]
    [InlineData("Get-SeedanceTask a, b, c | Save-SeedanceVideo -Metadata -Force -WhatIf")]
    [InlineData("Save-SeedanceVideo a, b, c -Wait -WhatIf")]
    [InlineData("Save-SeedanceVideo a, b, c -NoClobber -Metadata -WhatIf")]
    [InlineData("Save-SeedanceVideo a, c -NoClobber -Metadata")]
    public void WhatIf_and_NoClobber_leave_the_folder_unchanged(string command)
    {
        AddTasks("a", "b", "c");
        WriteVideo("a.mp4", SampleVideos.WithAudio);
        File.WriteAllText(InFolder("a.mp4.part.json"), "");
        WriteVideo("b.mp4", SampleVideos.WithAudio, 5000);
        File.WriteAllText(InFolder("c.mp4.json"), "my notes");
        var before = Snapshot();

        Engine.Run(command);

        Assert.Equal(before, Snapshot());
        Assert.Equal(0, Emulator.CountDownloads("a") + Emulator.CountDownloads("b") + Emulator.CountDownloads("c"));
    }

    [Fact]
    public void A_declined_confirmation_leaves_the_folder_unchanged()
    {
        AddTasks("a", "b");
        WriteVideo("a.mp4", SampleVideos.WithAudio);
        File.WriteAllText(InFolder("a.mp4.part.json"), "");
        var before = Snapshot();
        var host = new RecordingHost(choice: 2);
        using var engine = new Engine(Emulator, Folder, host);

        var result = engine.Run("Save-SeedanceVideo a, b -Metadata -Confirm");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void Metadata_replaces_a_file_of_other_content_only_with_Force()
    {
        AddTasks("a");
        File.WriteAllText(InFolder("a.mp4.json"), "my notes");

        var result = Engine.Run("Save-SeedanceVideo a -Metadata");

        Assert.StartsWith("FileExists,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("my notes", File.ReadAllText(InFolder("a.mp4.json")));
        Assert.Equal(0, Emulator.CountDownloads("a"));

        Assert.Empty(Engine.Run("Save-SeedanceVideo a -Metadata -Force").Errors);
        Assert.Contains("\"id\": \"a\"", File.ReadAllText(InFolder("a.mp4.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_record_of_a_killed_process_beside_a_complete_video_is_removed()
    {
        AddTasks("a");
        WriteVideo("a.mp4", SampleVideos.WithAudio);
        File.WriteAllText(InFolder("a.mp4.part.json"), "");

        var result = Engine.Run("Save-SeedanceVideo a");

        Assert.True(Assert.Single(result.Column<bool>("Skipped")));
        Assert.Equal(["a.mp4"], Directory.GetFiles(Folder).Select(Path.GetFileName));
        Assert.Equal(0, Emulator.CountDownloads("a"));
    }

    [Theory(
        Skip = "Symbolic links need a privilege on Windows.", SkipWhen = nameof(TestSystem.IsWindows),
        SkipType = typeof(TestSystem))]
    [InlineData("a.mp4.part")]
    [InlineData("a.mp4.part.json")]
    public void A_symbolic_link_in_place_of_a_partial_file_is_an_error_that_leaves_its_target(string name)
    {
        AddTasks("a");
        File.WriteAllText(InFolder("precious"), "content");
        File.CreateSymbolicLink(InFolder(name), InFolder("precious"));

        var error = Assert.Single(Engine.Run("Save-SeedanceVideo a").Errors);

        Assert.StartsWith("WriteFailed,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"'{name}' is a symbolic link", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("content", File.ReadAllText(InFolder("precious")));
    }

    [Theory(
        Skip = "Symbolic links need a privilege on Windows.", SkipWhen = nameof(TestSystem.IsWindows),
        SkipType = typeof(TestSystem))]
    [InlineData(true)]
    [InlineData(false)]
    public void A_final_name_taken_by_a_folder_or_a_dangling_link_fails_before_the_download(bool isFolder)
    {
        AddTasks("a");
        if (isFolder) Directory.CreateDirectory(InFolder("a.mp4"));
        else File.CreateSymbolicLink(InFolder("a.mp4"), InFolder("absent"));

        var error = Assert.Single(Engine.Run("Save-SeedanceVideo a").Errors);

        Assert.StartsWith("FileExists,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
        Assert.Single(Directory.GetFileSystemEntries(Folder));
    }

    private string[] Snapshot() =>
    [
        .. Directory.GetFileSystemEntries(Folder).Order(StringComparer.Ordinal)
            .Select(e => $"{e} {File.GetLastWriteTimeUtc(e):O} {Convert.ToHexString(File.ReadAllBytes(e))}"),
    ];

    private void WriteVideo(string name, EmulatedVideo video, int? length = null)
    {
        using var source = video.Open();
        var bytes = new byte[length ?? video.Length];
        source.ReadExactly(bytes);
        File.WriteAllBytes(InFolder(name), bytes);
    }
}
