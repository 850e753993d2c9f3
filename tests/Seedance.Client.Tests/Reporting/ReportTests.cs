using System.Text.Json;
using System.Text.RegularExpressions;
using Seedance.Reporting;

namespace Seedance.Client.Tests.Reporting;

/// <summary>The rows of a report, their content, and what a report never contains.</summary>
public sealed partial class ReportTests
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "runs", "today");
    private static readonly DateTimeOffset Created = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private readonly ReportCollector _collector = new(Path.Combine(Folder, "report.html"));

    [Fact]
    public void Every_field_of_a_video_is_on_the_page()
    {
        _collector.Add(new ReportRequest("a", "shot-1", "A kite", TimeSpan.FromSeconds(5), HasAudio: true));
        _collector.Add(Video("a", "clip.mp4"));

        var page = Page();

        Assert.All(
            [
                "A kite", "shot-1", "<code>a</code>", "Saved", "seedance_2_0_fast", "5.04s", "640×360", "with sound",
                    "2.0 MB", "108,900",
                "1.09", "2m 41s", "2026-11-24", "06:00:00", "h264, 24 frames/s", "aac", "c0ffee", "clip.mp4",
                    "completed",
            ],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_json_has_every_field_that_is_known()
    {
        _collector.Add(new ReportRequest("a", "shot-1", "A kite", TimeSpan.FromSeconds(5), HasAudio: true));
        _collector.Add(Video("a", "clip.mp4"));
        _collector.Add(Task("b") with
        {
            Status = SeedanceTaskStatus.Failed,
            Error = "Rejected.",
            ErrorCode = "E1",
            VideoUrl = null,
        });

        var json = Json();

        var failed = json.GetProperty("videos")[0];
        Assert.Equal(
            "audioCodec,cost,created,duration,fileName,frameRate,hasAudio,height,id,key,length,link,model,outcome,"
            + "prompt,readyAfter,requestedAudio,requestedDuration,sha256,statedDuration,status,tokens,videoCodec,width",
            string.Join(',', json.GetProperty("videos")[1].EnumerateObject().Select(p => p.Name)
                .Order(StringComparer.Ordinal)));
        Assert.Equal("Rejected.|E1|Failed",
            $"{failed.GetProperty("error")}|{failed.GetProperty("errorId")}|{failed.GetProperty("outcome")}");
    }

    [Fact]
    public void All_inputs_of_one_task_are_one_row_in_any_order()
    {
        Action[] steps =
        [
            () => _collector.Add(Task("a")),
            () => _collector.Add(new ReportError("a", "ConnectionFailed", "Connection refused.", null, Task("a"))),
            () => _collector.Add(Video("a", "clip.mp4")),
            () => _collector.Add(new ReportRequest("a", "k", "p")),
        ];
        foreach (var step in steps.Reverse().Concat(steps)) step();

        var item = Assert.Single(Report().Items);
        Assert.Equal((ReportOutcome.Saved, "k", "p", null), (item.Outcome, item.Key, item.Prompt, item.Error));
    }

    [Fact]
    public void A_second_file_of_a_task_is_a_row_of_its_own()
    {
        _collector.Add(Video("a", "one.mp4"));
        _collector.Add(Video("a", "two.mp4"));

        Assert.Equal(["one.mp4", "two.mp4"], Report().Items.Select(i => i.FileName));
    }

    [Fact]
    public void Failed_tasks_come_first_then_pending_ones()
    {
        _collector.Add(Video("saved", "a.mp4"));
        _collector.Add(Task("not-saved"));
        _collector.Add(Task("pending") with { Status = SeedanceTaskStatus.Processing });
        _collector.Add(new ReportError(null, "ApiKeyMissing", "There is no API key."));
        _collector.Add(Task("failed") with { Status = SeedanceTaskStatus.Failed });

        Assert.Equal([null, "failed", "pending", "not-saved", "saved"], Report().Items.Select(i => i.TaskId));
        Assert.Equal((2, 1), (Report().FailedCount, Report().PendingCount));
    }

    [Fact]
    public void Texts_are_encoded_everywhere()
    {
        const string Attack = "<script>alert(1)</script>\" onload='x' {{title}} &amp; \u202E\0\uD800";
        _collector.Add(new ReportRequest(Attack, Attack, Attack));
        _collector.Add(Video(Attack, "a.mp4") with
        {
            VideoCodec = Attack,
            AudioCodec = Attack,
            Sha256 = Attack,
            Task = Task(Attack) with { Model = Attack, StatusText = Attack },
        });
        _collector.Add(new ReportError("b", Attack, Attack, Attack));

        var page = Page();

        // The script of the page is the only one, and no quotation mark of a text ends an attribute.
        Assert.Equal(1, Scripts().Count(page));
        Assert.DoesNotContain("onload='x'", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', page);
        Assert.DoesNotContain("alert(1)</", page, StringComparison.Ordinal);
        Assert.Contains("{{title}} &amp;amp;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Signed_URLs_and_absolute_paths_are_removed()
    {
        const string Url = "https://tos.example/video.mp4?X-Tos-Signature=secret&X-Tos-Expires=86400";
        _collector.Add(new ReportRequest("a", null, $"As in {Url}, please"));
        _collector.Add(new ReportError(
            "b", "WriteFailed",
            $"Access to the path '{Path.Combine(Folder, "b.mp4")}' is denied. "
            + "'/home/me/x y/c.mp4' and C:\\Users\\me\\d.mp4",
            $"See {Url}"));
        _collector.Add(Task("c") with { Status = SeedanceTaskStatus.Failed, Error = $"Cannot fetch {Url}" });
        _collector.Add(Video("d", "d.mp4"));

        Assert.All([Page(), Json().GetRawText()], text =>
        {
            Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("X-Tos", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Folder, text, StringComparison.Ordinal);
            Assert.DoesNotContain("Users", text, StringComparison.Ordinal);
            Assert.DoesNotContain("/home/me", text, StringComparison.Ordinal);
            Assert.Contains("b.mp4", text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("clip.mp4", "clip.mp4")]
    [InlineData("my videos/50% #1?.mp4", "my%20videos/50%25%20%231%3F.mp4")]
    [InlineData("../yesterday/a:b.mp4", "../yesterday/a%3Ab.mp4")]
    [InlineData("../../elsewhere/视频.mp4", "../../elsewhere/%E8%A7%86%E9%A2%91.mp4")]
    public void Links_are_relative_with_each_segment_escaped(string file, string link) =>
        Assert.Equal(link, ReportLink.Between(Folder, Path.GetFullPath(Path.Combine(Folder, file))));

    [Fact]
    public void A_generation_time_is_known_only_from_a_URL_signed_soon_after_the_creation()
    {
        _collector.Add(Task("soon"));
        _collector.Add(Task("later") with { Created = Created.AddHours(-5) });

        Assert.Equal([TimeSpan.FromSeconds(161), null], Report().Items.Select(i => i.ReadyAfter));
    }

    [Fact]
    public void Unknown_tokens_are_not_zero()
    {
        _collector.Add(Video("a", "a.mp4") with { Task = Task("a") with { TotalTokens = null } });
        _collector.Add(Video("b", "b.mp4"));

        var report = Report();

        Assert.Equal((108_900, 1), (report.Tokens, report.UnknownTokensCount));
        Assert.Contains("1 videos of unknown cost", Page(), StringComparison.Ordinal);
        Assert.Null(report.CostOf(null));
    }

    [Fact]
    public void The_policy_allows_only_the_hashes_of_both_files()
    {
        var page = Page();
        var policy = Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]+)\"").Groups[1].Value;
        var style = Regex.Match(page, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        var script = Regex.Match(page, "<script>(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;

        Assert.StartsWith("default-src 'none'; media-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains($"style-src '{Encoded(style)}'", policy, StringComparison.Ordinal);
        Assert.Contains($"script-src '{Encoded(script)}'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);

        static string Encoded(string content) =>
            ReportTemplate.HashOf(content).Replace("+", "&#x2B;", StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_of_zero_and_a_thousand_rows_are_written()
    {
        Assert.Contains("There are no videos in this report.", Page(), StringComparison.Ordinal);
        for (var i = 0; i < 1000; i++) _collector.Add(Video($"id-{i}", $"{i}.mp4"));

        Assert.Equal(1000, Regex.Count(Page(), "<tr role=\"row\" class=\"good\""));
    }

    [Theory]
    [InlineData("{{#a}}")]
    [InlineData("{{/a}}")]
    [InlineData("{{#a}}{{/b}}")]
    [InlineData("{{a")]
    [InlineData("{{missing}}")]
    public void A_broken_template_is_an_error(string text) =>
        Assert.Throws<FormatException>(
            () => new ReportTemplate(text).Render(TextWriter.Null, new Dictionary<string, object?> { ["a"] = "x" }));

    private RunReport Report() => _collector.ToReport(Created.AddHours(1), 10m);

    private string Page()
    {
        using var output = new StringWriter();
        HtmlReport.Write(Report(), output);
        return output.ToString();
    }

    private JsonElement Json()
    {
        using var output = new MemoryStream();
        JsonReport.Write(Report(), output);
        return JsonDocument.Parse(output.ToArray()).RootElement;
    }

    private static SeedanceTask Task(string id) => new()
    {
        Id = id,
        Status = SeedanceTaskStatus.Completed,
        StatusText = "completed",
        Model = "seedance_2_0_fast",
        Created = Created,
        ActualDuration = 5.04,
        TotalTokens = 108_900,
        VideoUrl = "https://tos.example/a.mp4?X-Tos-Date=20261124T060241Z&X-Tos-Expires=86400&X-Tos-Signature=secret",
    };

    private static SavedVideo Video(string id, string name) => new()
    {
        TaskId = id,
        Path = Path.Combine(Folder, name),
        Length = 2 * 1024 * 1024,
        Sha256 = "c0ffee",
        Task = Task(id),
        Duration = TimeSpan.FromSeconds(5.04),
        Width = 640,
        Height = 360,
        FrameRate = 24,
        VideoCodec = "h264",
        AudioCodec = "aac",
        HasAudio = true,
    };

    [GeneratedRegex("<script")]
    private static partial Regex Scripts();
}
