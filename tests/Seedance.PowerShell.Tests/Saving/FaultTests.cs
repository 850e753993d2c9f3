using Seedance.Emulator;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Saving;

/// <summary>After any fault, either the complete video has its final name or no file has it.</summary>
public sealed class FaultTests : SavingTest
{
    [Theory]
    [InlineData("truncate", "0")]
    [InlineData("truncate", "0.25")]
    [InlineData("truncate", "0.5")]
    [InlineData("truncate", "0.75")]
    [InlineData("truncate", "0.9999")]
    [InlineData("reset", "0")]
    [InlineData("reset", "0.25")]
    [InlineData("reset", "0.5")]
    [InlineData("reset", "0.75")]
    [InlineData("short-length", "0.5")]
    [InlineData("status", "503")]
    [InlineData("status", "429")]
    [InlineData("status", "400")]
    [InlineData("status", "401")]
    [InlineData("status", "403")]
    [InlineData("status", "404")]
    [InlineData("status", "410")]
    [InlineData("expired", null)]
    [InlineData("html", null)]
    [InlineData("xml-error", null)]
    [InlineData("empty", null)]
    [InlineData("extra-bytes", "1000")]
    [InlineData("broken-boxes", null)]
    [InlineData("gzip", null)]
    [InlineData("chunked", null)]
    [InlineData("md5", null)]
    [InlineData("wrong-md5", null)]
    [InlineData("wrong-sha256", null)]
    [InlineData("crc64", null)]
    [InlineData("wrong-crc64", null)]
    [InlineData("redirect", "5")]
    public void A_transient_fault_is_retried_and_the_video_is_saved(string fault, string? argument)
    {
        foreach (var video in (EmulatedVideo[])[SampleVideos.WithAudio, SampleVideos.NoAudioMoovLast, Large])
        {
            Add(video, Fault.Of(fault, 1, argument));
            AssertSaved(Engine.Run("Save-SeedanceVideo a -Force"), video);
        }
    }

    [Theory]
    [InlineData("ignore-range")]
    [InlineData("no-ranges")]
    [InlineData("range-416")]
    [InlineData("moved-range")]
    [InlineData("no-validators")]
    [InlineData("weak-etag")]
    [InlineData("chunked")]
    [InlineData("gzip")]
    [InlineData("html")]
    [InlineData("reset")]
    public void A_broken_download_is_completed_for_each_handling_of_ranges(string fault)
    {
        foreach (var video in (EmulatedVideo[])[SampleVideos.WithAudio, Large])
        {
            Add(video, Fault.Of("truncate", 1, "0.5"), Fault.Of(fault, 2));
            AssertSaved(Engine.Run("Save-SeedanceVideo a -Force"), video);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("no-validators")]
    public void A_complete_video_without_a_resumed_download_is_fetched_once(string fault)
    {
        Add(SampleVideos.WithAudio, Fault.Always(fault));
        AssertSaved(Engine.Run("Save-SeedanceVideo a"), SampleVideos.WithAudio);
        Assert.Equal(1, Emulator.CountDownloads("a"));
    }

    [Fact]
    public void A_video_that_changes_between_two_requests_is_never_mixed()
    {
        foreach (var video in (EmulatedVideo[])[SampleVideos.WithAudio, Large])
        {
            Add(video, Fault.Of("truncate", 1, "0.5"), Fault.Always("changed-object"));
            AssertSaved(Engine.Run("Save-SeedanceVideo a -Force"), video.Changed);
        }
    }

    [Fact]
    public void A_part_of_another_version_is_refused_even_when_the_host_ignores_If_Range()
    {
        Add(SampleVideos.WithAudio, Fault.Of("truncate", 1, "0.5"), Fault.Of("changed-part", 1));

        AssertSaved(Engine.Run("Save-SeedanceVideo a"), SampleVideos.WithAudio);

        Assert.Equal(3, Downloads().Count);
    }

    [Fact]
    public void A_broken_download_is_continued_at_its_last_byte()
    {
        Add(SampleVideos.WithAudio, Fault.Of("truncate", 1, "0.5"));

        AssertSaved(Engine.Run("Save-SeedanceVideo a"), SampleVideos.WithAudio);

        var downloads = Downloads();
        Assert.Equal(2, downloads.Count);
        Assert.DoesNotContain("Range", downloads[0].Headers.Keys);
        Assert.InRange(
            FirstByte(downloads[1]), SampleVideos.WithAudio.Length / 2 - 1000, SampleVideos.WithAudio.Length / 2);
        Assert.Equal(SampleVideos.WithAudio.ETag, downloads[1].Headers["If-Range"]);
        Assert.All(downloads, d => Assert.Equal("identity", d.Headers["Accept-Encoding"]));
        Assert.All(downloads, d => Assert.Equal("GET", d.Method));
    }

    [Fact]
    public void Received_bytes_reset_the_count_of_consecutive_failures()
    {
        Add(SampleVideos.WithAudio, Fault.Of("truncate", 10, "0.2"));
        AssertSaved(Engine.Run("Save-SeedanceVideo a -MaximumRetryCount 1"), SampleVideos.WithAudio);
    }

    [Theory]
    [InlineData("html", "VideoInvalid", "text/html")]
    [InlineData("xml-error", "VideoInvalid", "application/xml")]
    [InlineData("empty", "VideoInvalid", "empty")]
    [InlineData("broken-boxes", "VideoInvalid", "broken box")]
    [InlineData("extra-bytes", "VideoInvalid", "broken box")]
    [InlineData("wrong-md5", "VideoInvalid", "md5")]
    [InlineData("wrong-sha256", "VideoInvalid", "sha-256")]
    [InlineData("wrong-crc64", "VideoInvalid", "crc64")]
    [InlineData("short-length", "VideoInvalid", "cut off")]
    [InlineData("status", "VideoRefused", "500")]
    public void A_permanent_fault_is_one_error_and_no_file_gets_the_final_name(
        string fault, string failure, string reason)
    {
        Add(SampleVideos.WithAudio, Fault.Always(fault));

        var error = AssertNotSaved(Engine.Run("Save-SeedanceVideo a -MaximumRetryCount 2"), failure);

        Assert.Contains(reason, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, Downloads().Count);
        // Refused bytes of a video are kept; a page, an empty body and an error response leave no bytes.
        string[] kept = fault is "html" or "xml-error" or "empty" or "status" ? [] : [InFolder("a.mp4.refused")];
        Assert.Equal(kept, Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void A_server_without_ranges_that_always_aborts_at_one_byte_is_an_error()
    {
        Add(
            SampleVideos.WithAudio,
            [.. Enumerable.Range(0, 20).SelectMany(_ => (Fault[])[Fault.Of("short-length", 1, "0.5")])]);
        AssertNotSaved(Engine.Run("Save-SeedanceVideo a -MaximumRetryCount 3"), "VideoInvalid");
        Assert.Equal(4, Downloads().Count);
    }

    [Fact]
    public void More_than_five_redirects_are_not_followed()
    {
        Add(SampleVideos.WithAudio, Fault.Always("redirect", "6"));
        var error = AssertNotSaved(Engine.Run("Save-SeedanceVideo a -MaximumRetryCount 0"), "VideoRefused");
        Assert.Contains("redirected", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_video_uses_several_connections_and_few_repeated_bytes()
    {
        Add(Large);

        AssertSaved(Engine.Run("Save-SeedanceVideo a -ConnectionsPerVideo 4"), Large);

        var downloads = Downloads();
        Assert.InRange(downloads.Count, 3, 8);
        Assert.All(downloads.Skip(1), d => Assert.Equal(Large.ETag, d.Headers["If-Range"]));
        var bytes = downloads.Skip(1).Sum(d => LastByte(d) - FirstByte(d) + 1);
        Assert.InRange(bytes, 1, Large.Length);
    }

    [Fact]
    public void ConnectionsPerVideo_of_one_uses_one_connection()
    {
        Add(Large);
        AssertSaved(Engine.Run("Save-SeedanceVideo a -ConnectionsPerVideo 1"), Large);
        Assert.Single(Downloads());
    }

    [Fact]
    public void A_large_video_of_a_server_without_ranges_uses_one_connection()
    {
        Add(Large, Fault.Always("no-ranges"));
        AssertSaved(Engine.Run("Save-SeedanceVideo a"), Large);
        Assert.Single(Downloads());
    }

    [Theory]
    [InlineData("truncate", "0.5")]
    [InlineData("reset", "0.3")]
    [InlineData("status", "503")]
    [InlineData("expired", null)]
    [InlineData("html", null)]
    public void Transient_faults_on_all_connections_are_retried(string fault, string? argument)
    {
        Add(Large, [.. Enumerable.Range(0, 4).Select(i => Fault.Of(fault, 2, argument, after: i))]);
        AssertSaved(Engine.Run("Save-SeedanceVideo a -MaximumRetryCount 10"), Large);
    }

    [Fact]
    public void A_finished_download_does_not_wait_for_a_worker_that_was_told_to_retry_later()
    {
        Add(Large, Fault.Of("status", 3, "429:500", after: 1));
        AssertSaved(Engine.Run("Save-SeedanceVideo a"), Large);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Idle_connections_fetch_the_remaining_bytes_of_a_slow_one(int slowRequest)
    {
        // At 1,000 bytes per second, even the smallest segment takes half an hour.
        Add(Large, Fault.Of("slow", 1, "1000", after: slowRequest));
        AssertSaved(Engine.Run("Save-SeedanceVideo a"), Large);
    }

    [Theory]
    [InlineData("completed-without-url")]
    [InlineData("processing")]
    public void A_single_404_and_a_renewal_without_a_URL_do_not_prove_expiry(string queryFault)
    {
        Emulator.Add(new EmulatedTask("a")
        {
            VideoFaults = [Fault.Of("status", 2, "404")],
            QueryFaults = [Fault.Of(queryFault, 1, after: 1)],
        });
        AssertSaved(Engine.Run("Save-SeedanceVideo a"), SampleVideos.WithAudio);
    }

    [Fact]
    public void A_URL_with_characters_that_HTTP_forbids_is_sent_encoded()
    {
        Emulator.Add(new EmulatedTask("视频 #1") { QueryFaults = [Fault.Always("unescaped-url", "视 频#2\"")] });

        var result = Engine.Run("Save-SeedanceVideo '视频 #1' -FileName a.mp4");

        AssertSaved(result, SampleVideos.WithAudio);
        var download = Assert.Single(Downloads());
        Assert.Equal("/out/%E8%A7%86%E9%A2%91%20%231.mp4", download.Path);
        Assert.EndsWith(
            "&X-Tos-SignedHeaders=host&name=%E8%A7%86%20%E9%A2%91%232%22", download.QueryString,
            StringComparison.Ordinal);
        Assert.Contains("%2Fcn-beijing%2Ftos%2Frequest", download.QueryString, StringComparison.Ordinal);
    }

    [Fact]
    public void A_URL_with_a_line_break_is_an_error_before_a_request()
    {
        Emulator.Add(new EmulatedTask("a")
        {
            QueryFaults = [Fault.Always("unescaped-url", "x HTTP/1.1\r\nX-Injected: 1\r\nY: ")],
        });
        AssertNotSaved(Engine.Run("Save-SeedanceVideo a"), "VideoUrlInvalid");
        Assert.Empty(Downloads());
    }

    private static long FirstByte(RecordedRequest request) => Bound(request, 0);

    private static long LastByte(RecordedRequest request) => Bound(request, 1);

    private static long Bound(RecordedRequest request, int which) => long.Parse(
        request.Headers["Range"]["bytes=".Length..].Split('-')[which],
        System.Globalization.CultureInfo.InvariantCulture);
}
