using Seedance.Emulator.Videos;
using Seedance.Reporting;

namespace Seedance.Report.Tests;

/// <summary>Rows that strain a layout: long texts, other scripts, missing values, each outcome.</summary>
internal static class UnusualRows
{
    private const string Hebrew = "עיר עתיקה בשקיעה, תנועת מצלמה איטית, שיר";

    private static readonly DateTimeOffset Created = new(2026, 11, 24, 23, 59, 59, TimeSpan.Zero);

    /// <summary>Adds one row of each kind.</summary>
    /// <param name="collector">What the rows are added to.</param>
    /// <param name="folder">The folder of the report.</param>
    public static void Add(ReportCollector collector, string folder)
    {
        AddTasks(collector);
        AddErrors(collector);
        AddVideos(collector, folder);
    }

    private static void AddTasks(ReportCollector collector)
    {
        var longPrompt = string.Join(' ', Enumerable.Repeat("A slow pan over a harbour in the fog, then a cut:", 40));
        Add("long", "Failed", longPrompt, t => t with
        {
            Error = "Rejected by content review. " + string.Join(' ', Enumerable.Repeat("Reason: the prompt.", 30)),
            ErrorCode = "InputTextSensitiveContentDetected.PolicyViolation",
        });
        Add("word", "Failed", new string('W', 300), t => t with
        {
            Error = new string('e', 300),
            Model = "an_experimental_model_of_another_family_with_a_very_long_name",
        });
        Add("lines", "Cancelled", "1. A door opens.\n2. Light falls in.\n\n\t3. A cat\u202e\u0007 enters \ud83c\udfac");
        Add("expired", "Expired", Hebrew, t => t with { Error = Hebrew, Key = null });
        Add("unknown", "Unknown", null, t => t with { StatusText = "waiting_for_the_second_review", Model = null });
        Add("not-saved", "Completed", "👩‍👩‍👧‍👦🏳️‍🌈 " + Hebrew + " [35 mm] — 🎬", t => t with
        {
            TotalTokens = 123_456_789_012,
            ActualDuration = 5.04,
        });
        collector.Add(new SeedanceTask { Id = "bare", StatusText = "queued", Status = SeedanceTaskStatus.Queued });

        void Add(string id, string status, string? prompt, Func<SeedanceTask, SeedanceTask>? change = null)
        {
            var task = new SeedanceTask
            {
                Id = $"video_{id}",
                Key = prompt is null ? null : $"key-{id}",
                Prompt = prompt,
                Model = "seedance_2_0_fast_pro",
                Created = Created,
                StatusText = status.ToLowerInvariant(),
                Status = Enum.Parse<SeedanceTaskStatus>(status),
            };
            collector.Add(change?.Invoke(task) ?? task);
        }
    }

    private static void AddErrors(ReportCollector collector)
    {
        collector.Add(new ReportError(null, "CreationUnknown",
            "The new task 'cat-2' was sent at 2026-11-24 17:51:07Z and may exist: its response is not known.",
            "Look for a task of that time in the provider's console; -Resubmit pays for a second one if it exists."));
        collector.Add(new ReportError(
            "proj_" + new string('9', 120), "TaskNotFound", "The service knows no such task."));
    }

    private static void AddVideos(ReportCollector collector, string folder)
    {
        var broken = Path.Combine(folder, "videos", "no video at all.mp4");
        File.WriteAllText(broken, "This is text.");
        var unknown = new SavedVideo { TaskId = "video_broken", Path = broken, Length = 13 };
        collector.Add(unknown);
        collector.Add(unknown with { TaskId = "video_elsewhere", Path = $"a name without a folder 夜 {Hebrew}.mp4" });
        var video = SampleVideos.NoAudioMoovLast;
        var path = Path.Combine(folder, "videos", new string('n', 180) + ".mp4");
        using (var source = video.Open())
        using (var target = File.Create(path))
            source.CopyTo(target);
        collector.Add(new ReportRequest("video_4k", new string('k', 80), "A name and a key without a space.",
            TimeSpan.FromSeconds(15), HasAudio: true));
        collector.Add(new SavedVideo
        {
            TaskId = "video_4k",
            Path = path,
            Length = 9_876_543_210,
            Sha256 = video.Sha256,
            Duration = TimeSpan.FromSeconds(video.Seconds),
            Width = 4096,
            Height = 2304,
            FrameRate = 59.94,
            VideoCodec = "hevc",
            HasAudio = false,
        });
    }
}
