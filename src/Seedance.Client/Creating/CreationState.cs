namespace Seedance.Creating;

/// <summary>How far the creation recorded under a key has come.</summary>
public enum CreationState
{
    /// <summary>The request was about to be sent, and no end is recorded: it may have arrived.</summary>
    Intent,

    /// <summary>The request may have arrived; its response did not, or cannot be understood.</summary>
    Unknown,

    /// <summary>The request was certainly not accepted, or not sent: it may be sent again.</summary>
    Rejected,

    /// <summary>The task exists; its id is recorded.</summary>
    Created,

    /// <summary>The task ended without a video.</summary>
    Failed,

    /// <summary>The task is completed.</summary>
    Completed,

    /// <summary>The video is on disk.</summary>
    Saved,
}
