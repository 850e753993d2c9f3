namespace Seedance.Http;

/// <summary>Failures in a row. What is limited is these, never failures in all: one success and the count starts anew.</summary>
internal struct FailureStreak
{
    private Failure _kind;
    private int _ofKind;

    /// <summary>How many attempts have failed since the last success.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a failure.</summary>
    public void Add(Failure failure)
    {
        Count++;
        _ofKind = failure == _kind && Count > 1 ? _ofKind + 1 : 1;
        _kind = failure;
    }

    /// <summary>Forgets all failures: an attempt succeeded.</summary>
    public void Reset() => this = default;

    /// <summary>
    /// Whether one more attempt is due: neither the failures in a row exceed the caller's limit,
    /// nor those of the last kind what <see cref="FailureTable"/> allows for it.
    /// </summary>
    public readonly bool MayRetry(int maximumRetryCount) =>
        Count <= maximumRetryCount && !(_ofKind > FailureTable.RuleOf(_kind).Retries);
}
