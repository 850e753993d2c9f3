namespace Seedance;

/// <summary>A time in UTC, or none, in eight bytes.</summary>
internal readonly record struct OptionalTime
{
    // Ticks plus one, so that the default is none.
    private readonly long _ticks;

    public OptionalTime(DateTimeOffset? value) => _ticks = value is { } time ? time.UtcTicks + 1 : 0;

    /// <summary>The time; null for none.</summary>
    public DateTimeOffset? Value => _ticks == 0 ? null : new DateTimeOffset(_ticks - 1, TimeSpan.Zero);
}
