namespace Seedance.Reporting;

/// <summary>The data of a report.</summary>
/// <param name="Written">When the report was made (UTC).</param>
/// <param name="Items">The rows; those that need attention come first.</param>
/// <param name="PricePerMillionTokens">The price that the user stated, in the user's currency; null for none.</param>
public sealed record RunReport(
    DateTimeOffset Written, IReadOnlyList<ReportItem> Items, decimal? PricePerMillionTokens = null)
{
    /// <summary>How many rows have no video and will get none by themselves.</summary>
    public int FailedCount => Items.Count(i => i.IsFailed);

    /// <summary>How many tasks are not finished.</summary>
    public int PendingCount => Items.Count(i => i.Outcome == ReportOutcome.Pending);

    /// <summary>The tokens of all tasks whose cost is known.</summary>
    public long Tokens => Items.Sum(i => i.Tokens ?? 0);

    /// <summary>How many finished videos have an unknown cost: they are not in <see cref="Tokens"/>.</summary>
    public int UnknownTokensCount =>
        Items.Count(i => i.Tokens is null
            && i.Outcome is ReportOutcome.NotSaved or ReportOutcome.Saved or ReportOutcome.AlreadyThere);

    /// <summary>The playing time of all videos.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks(Items.Sum(i => i.BestDuration?.Ticks ?? 0));

    /// <summary>The size of all files in bytes.</summary>
    public long Length => Items.Sum(i => i.Length ?? 0);

    /// <summary>The money for a number of tokens; null when no price was stated or the tokens are not known.</summary>
    public decimal? CostOf(long? tokens) => tokens * PricePerMillionTokens / 1_000_000;
}
