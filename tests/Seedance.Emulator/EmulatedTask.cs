using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.Emulator;

/// <summary>How a task ends.</summary>
public enum Outcome
{
    /// <summary>With a video.</summary>
    Completed,

    /// <summary>With an error.</summary>
    Failed,

    /// <summary>Cancelled at the service.</summary>
    Cancelled,
}

/// <summary>A task of the emulated service: its answers, its schedule, its video and what goes wrong with them.</summary>
/// <param name="Id">Any text that is not empty; it travels as one escaped path segment.</param>
public sealed record EmulatedTask(string Id)
{
    /// <summary>The model's name as it is answered.</summary>
    public string Model { get; init; } = "seedance_2_0_fast";

    /// <summary>When it was created; null stands for when it is added.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>How long it is <c>queued</c>, measured on the emulator's clock from when it is added.</summary>
    public TimeSpan QueuedFor { get; init; }

    /// <summary>How long it is <c>processing</c> after <see cref="QueuedFor"/>.</summary>
    public TimeSpan ProcessingFor { get; init; }

    /// <summary>So many answers say <c>queued</c>, even when <see cref="QueuedFor"/> has passed.</summary>
    public int QueuedPolls { get; init; }

    /// <summary>So many answers say <c>processing</c>, even when <see cref="ProcessingFor"/> has passed.</summary>
    public int ProcessingPolls { get; init; }

    /// <summary>How it ends.</summary>
    public Outcome Outcome { get; init; } = Outcome.Completed;

    /// <summary>The error of a failed task; null stands for a content review's refusal. A cancelled task answers it as it is.</summary>
    public string? Error { get; init; }

    /// <summary>Seconds of video, in the response once completed; without a value those of <see cref="Video"/>.</summary>
    public double? ActualDuration { get; init; }

    /// <summary>What it cost, answered once completed.</summary>
    public long TotalTokens { get; init; } = 108900;

    /// <summary>The video behind its address.</summary>
    public EmulatedVideo Video { get; init; } = SampleVideos.WithAudio;

    /// <summary>How long a signed address lives.</summary>
    public TimeSpan UrlLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What goes wrong at the query endpoint. A request meets the first fault of the list that still has its turn.</summary>
    public IReadOnlyList<Fault> QueryFaults { get; init; } = [];

    /// <summary>What goes wrong at the video endpoint. A request meets the first fault of the list that still has its turn.</summary>
    public IReadOnlyList<Fault> VideoFaults { get; init; } = [];
}
