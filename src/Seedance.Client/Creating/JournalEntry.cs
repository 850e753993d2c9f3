namespace Seedance.Creating;

/// <summary>What a journal holds of one key, at one moment.</summary>
/// <param name="Key">The key.</param>
/// <param name="State">How far it has come.</param>
/// <param name="TaskId">The task's id; null before it is created.</param>
/// <param name="IntentTime">When the request was recorded (UTC); null when that line is missing or has no time.</param>
/// <param name="Tokens">What it is counted as in the journal's budget.</param>
public sealed record JournalEntry(
    string Key, CreationState State, string? TaskId, DateTimeOffset? IntentTime, long Tokens)
{
    /// <summary>The digest of the body; null when the line of the request is missing.</summary>
    internal Sha256Digest? Digest { get; init; }

    /// <summary>
    /// Where the line of the request begins in the file, and its length in bytes; 0 bytes when it is missing.
    /// </summary>
    internal LinePosition IntentLine { get; init; }

    /// <summary>Where the last line of the key begins in the file, and its length in bytes.</summary>
    internal LinePosition LastLine { get; init; }

    /// <summary>True when the request may be at the service and no id of it is known.</summary>
    public bool IsUnknown => State is CreationState.Intent or CreationState.Unknown;
}
