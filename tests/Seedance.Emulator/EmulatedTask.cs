using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.Emulator;

/// <summary>The outcome of a task.</summary>
public enum Outcome
{
    /// <summary>Completed, with a video.</summary>
    Completed,

    /// <summary>Failed, with an error.</summary>
    Failed,

    /// <summary>Cancelled at the service.</summary>
    Cancelled,
}

/// <summary>A task of the emulated service: its responses, its schedule, its video and its faults.</summary>
/// <param name="Id">A non-empty text; one escaped segment of the path.</param>
public sealed record EmulatedTask(string Id)
{
    /// <summary>The name of the model in the response.</summary>
    public string Model { get; init; } = "seedance_2_0_fast";

    /// <summary>When it was created; null for when it is added.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>How long it is <c>queued</c>, measured on the emulator's clock from when it is added.</summary>
    public TimeSpan QueuedFor { get; init; }

    /// <summary>How long it is <c>processing</c> after <see cref="QueuedFor"/>.</summary>
    public TimeSpan ProcessingFor { get; init; }

    /// <summary>The minimum number of <c>queued</c> responses, even when <see cref="QueuedFor"/> has passed.</summary>
    public int QueuedPolls { get; init; }

    /// <summary>
    /// The minimum number of <c>processing</c> responses, even when <see cref="ProcessingFor"/> has passed.
    /// </summary>
    public int ProcessingPolls { get; init; }

    /// <summary>The outcome.</summary>
    public Outcome Outcome { get; init; } = Outcome.Completed;

    /// <summary>
    /// The error of a failed task; null for a rejection by content review. A cancelled task returns it unchanged.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>Seconds of video in the response of a completed task; null for those of <see cref="Video"/>.</summary>
    public double? ActualDuration { get; init; }

    /// <summary>The cost in tokens, in the response once completed.</summary>
    public long TotalTokens { get; init; } = 108900;

    /// <summary>The video behind its URL.</summary>
    public EmulatedVideo Video { get; init; } = SampleVideos.WithAudio;

    /// <summary>How long a signed URL is valid.</summary>
    public TimeSpan UrlLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The faults of the query endpoint. The first fault of the list that still applies is used.</summary>
    public IReadOnlyList<Fault> QueryFaults { get; init; } = [];

    /// <summary>The faults of the video endpoint. The first fault of the list that still applies is used.</summary>
    public IReadOnlyList<Fault> VideoFaults { get; init; } = [];
}
