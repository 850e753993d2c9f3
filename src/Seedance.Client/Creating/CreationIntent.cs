namespace Seedance.Creating;

/// <summary>A request that is about to be sent.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Body">Its body.</param>
/// <param name="Resubmit">Send it although an earlier request of this key may have arrived.</param>
/// <param name="Now">The time of the decision.</param>
/// <param name="MaximumTokens">The ceiling of all that the journal records; null for none.</param>
internal sealed record CreationIntent(
    string Key, CreationBody Body, bool Resubmit, DateTimeOffset Now, long? MaximumTokens)
{
    // Another process may still send it: the longest delay of a 429 is ten minutes, most requests take seconds.
    private static readonly TimeSpan MinimumAgeToResubmit = TimeSpan.FromMinutes(5);

    /// <summary>Decides whether it may be sent, by what the journal has of its key and by the budget.</summary>
    public IntentResult Decide(JournalState state)
    {
        var quote = TokenQuote.For(Body, state.PixelsOf(Body.Model));
        var entry = state.Find(Key);
        var decision = entry switch
        {
            null or { State: CreationState.Rejected } => IntentDecision.Send,
            _ when entry.Digest is { } digest && digest != Body.Digest => IntentDecision.OtherBody,
            { IsUnknown: true } =>
                !Resubmit ? IntentDecision.Unknown : MayResubmit(entry) ? IntentDecision.Send : IntentDecision.InFlight,
            _ => IntentDecision.Recorded,
        };
        if (decision == IntentDecision.Send && MaximumTokens is { } maximum && state.Tokens + quote.Tokens > maximum)
            decision = IntentDecision.OverBudget;
        return new IntentResult(decision, entry, quote, MaximumTokens - state.Tokens);
    }

    private bool MayResubmit(JournalEntry entry) =>
        entry.State == CreationState.Unknown || !(Now - entry.IntentTime < MinimumAgeToResubmit);
}

/// <summary>What is to be done with a request.</summary>
internal enum IntentDecision
{
    /// <summary>It may be sent.</summary>
    Send,

    /// <summary>Its task exists already.</summary>
    Recorded,

    /// <summary>An earlier request of its key may have arrived.</summary>
    Unknown,

    /// <summary>The same, and it is too recent to be sent again.</summary>
    InFlight,

    /// <summary>Its key belongs to another request.</summary>
    OtherBody,

    /// <summary>Its tokens would exceed the budget.</summary>
    OverBudget,
}

/// <summary>The decision about a request.</summary>
/// <param name="Decision">What is to be done.</param>
/// <param name="Entry">What the journal had of its key before.</param>
/// <param name="Quote">Its quoted tokens.</param>
/// <param name="RemainingTokens">What is left of the budget without it; null when there is none.</param>
internal readonly record struct IntentResult(
    IntentDecision Decision, JournalEntry? Entry, TokenQuote Quote, long? RemainingTokens)
{
    /// <summary>True when the request may be sent.</summary>
    public bool MaySend => Decision == IntentDecision.Send;
}
