using Seedance.Emulator.Videos;
using Seedance.Reporting;

namespace Seedance.Report.Tests;

/// <summary>A report of small real videos, failed and pending tasks, in its own folder.</summary>
internal sealed class SampleReport : IDisposable
{
    /// <summary>Prompts that a page must show literally.</summary>
    public static readonly string[] Prompts =
    [
        "A red kite over the dunes of Sylt at dawn, slow pan, 35 mm",
        "<img src=x onerror=\"window.attacked = 1\"> </script><script>window.attacked = 2</script> \"quoted\" & "
        + "'single'",
        "مدينة قديمة عند الغروب، حركة كاميرا بطيئة",
        "🐙 An octopus plays chess in a tide pool, volumetric light",
        "Macro of a watch movement, ticking, shallow depth of field",
        "城市夜景，霓虹灯，雨",
        "javascript:window.attacked = 3 {{title}} ${window.attacked = 4}",
    ];

    private static readonly string[] Models =
        ["seedance_2_0_pro", "seedance_2_0_fast_pro", "seedance_2_0", "seedance_2_0_fast"];
    private static readonly EmulatedVideo[] Videos =
        [SampleVideos.WithAudio, SampleVideos.NoAudioMoovLast, SampleVideos.Fragmented];
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    public SampleReport(int count, bool hasUnusualRows = false)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Folder, "videos"));
        Path = System.IO.Path.Combine(Folder, "report.html");
        var collector = new ReportCollector(Path);
        for (var i = 0; i < count; i++) Add(collector, i);
        if (hasUnusualRows) UnusualRows.Add(collector, Folder);
        Data = collector.ToReport(Start.AddHours(3), 8.5m);
        ReportFile.Write(Data, Path, asJson: false);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("seedance report#test ").FullName;

    public string Path { get; }

    public RunReport Data { get; }

    public string Uri => new Uri(Path).AbsoluteUri;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Add(ReportCollector collector, int i)
    {
        var id = $"video_{i:x8}-2a98-44a6-b930-29a88ce9b8fd";
        var model = Models[i % Models.Length];
        var created = Start.AddSeconds(i * 7 + i * 31 % 23);
        var task = new SeedanceTask
        {
            Id = id,
            Model = model,
            Created = created,
            StatusText = "completed",
            Status = SeedanceTaskStatus.Completed
        };
        collector.Add(new ReportRequest(id, $"shot-{i + 1:000}", Prompts[i % Prompts.Length],
            TimeSpan.FromSeconds(i % Videos.Length == 0 ? 5 : 4)));
        if (i % 17 == 3)
        {
            collector.Add(task with
            {
                Status = SeedanceTaskStatus.Failed,
                StatusText = "failed",
                Error = "The prompt was rejected by content review.",
                ErrorCode = "SensitiveContent",
            });
        }
        else if (i % 29 == 5)
        {
            collector.Add(task with { Status = SeedanceTaskStatus.Processing, StatusText = "processing" });
        }
        else if (i % 37 == 6)
        {
            collector.Add(new ReportError(id, "VideoExpired", $"The video of task '{id}' has expired.",
                "Ask the service's support with this id."));
        }
        else
        {
            AddVideo(collector, i, task);
        }
    }

    private void AddVideo(ReportCollector collector, int i, SeedanceTask task)
    {
        var took = 60 + i * 37 % 200 + (task.Model!.Contains("fast", StringComparison.Ordinal) ? 0 : 90);
        var video = Videos[i % Videos.Length];
        var path = System.IO.Path.Combine(Folder, "videos", $"clip {i + 1:0000} #{i} 50%.mp4");
        using (var source = video.Open())
        using (var target = File.Create(path))
            source.CopyTo(target);
        collector.Add(new SavedVideo
        {
            TaskId = task.Id,
            Path = path,
            Length = video.Length,
            Sha256 = video.Sha256,
            Skipped = i % 11 == 1,
            Duration = TimeSpan.FromSeconds(video.Seconds),
            Width = video == SampleVideos.Fragmented ? 320 : 640,
            Height = video == SampleVideos.Fragmented ? 180 : 360,
            FrameRate = 24,
            VideoCodec = "h264",
            AudioCodec = video == SampleVideos.WithAudio ? "aac" : null,
            HasAudio = video == SampleVideos.WithAudio,
            Task = task with
            {
                ActualDuration = i % 10 == 4 ? 6.04 : video.Seconds,
                TotalTokens = 108_900 + i % 3 * 40_594,
                VideoUrl =
                    $"https://tos.example/x.mp4?X-Tos-Date={created(took):yyyyMMdd'T'HHmmss'Z'}"
                    + "&X-Tos-Expires=86400&X-Tos-Signature=secret",
            },
        });

        DateTime created(int seconds) => task.Created!.Value.AddSeconds(seconds).UtcDateTime;
    }
}
