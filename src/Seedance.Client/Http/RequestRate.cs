namespace Seedance.Http;

/// <summary>
/// The maximum rate of a session, in requests per second, and what responses change about it. It is not safe for
/// several threads; the pacer locks.
/// </summary>
/// <remarks>
/// A session alone starts without a limit, halves the rate at a 429 and raises it by one request per second each
/// second. One of several sessions cannot: they would all start at once, and each 429, though it is for the sum of
/// their rates, would halve the rate of one. So a session with a share starts low and doubles its rate every two
/// seconds until the first 429; from then on it changes its rate by little, in proportion to its share.
/// docs/benchmarks-waiting.md has what eight processes reach with and without it.
/// </remarks>
internal sealed class RequestRate
{
    private const double Minimum = 0.2;
    private const double DecreaseFactor = 0.5;
    private const double IncreasePerSecond = 1;

    // At this rate of the account the limit is dropped: no service that sent a 429 allows so much.
    private const double Unlimited = 1000;

    // Of the account, before its limit is known: low enough for any account.
    private const double SharedStart = 16;

    // Each second the account's rate rises by 0.5 %, and by 0.1 requests per second, which lets a session that is below
    // its share catch up. With the decrease this keeps responses with 429 below 2 % at limits from 20 requests per
    // second: RequestShareTests simulates it.
    private const double SharedDecreaseFactor = 0.7;
    private const double SharedIncreaseFraction = 0.005;
    private const double SharedIncreasePerSecond = 0.1;

    // ln 2 / 2 s: each request adds this part of a request per second, so that the rate doubles every two seconds.
    private const double SharedIncreasePerRequest = 0.35;

    private RequestShare? _share;
    private bool _wasLowered;

    /// <summary>The maximum in requests per second; null for none.</summary>
    public double? PerSecond { get; private set; }

    /// <summary>The share of the account that this session uses; null for all of it.</summary>
    public RequestShare? Share
    {
        get => _share;
        set
        {
            if (value == _share) return;
            _share = value;
            _wasLowered = false;
            PerSecond = value is null ? null : value.RequestsPerSecond ?? value.Fraction * SharedStart;
        }
    }

    /// <summary>A request succeeded.</summary>
    public void Raise()
    {
        if (PerSecond is not { } rate) return;
        rate += Increase(rate);
        if (_share is not null) PerSecond = Math.Min(rate, Ceiling(_share));
        else PerSecond = rate < Unlimited ? rate : null;
    }

    /// <summary>The response to a request was 429.</summary>
    /// <param name="seen">How many requests the session sent in a second of late.</param>
    public void Lower(int seen)
    {
        _wasLowered = true;
        PerSecond = _share is null
            ? Math.Max(Minimum, Math.Min(PerSecond ?? Unlimited, seen) * DecreaseFactor)
            : Math.Max(Math.Min(Minimum, Ceiling(_share)), PerSecond!.Value * SharedDecreaseFactor);
    }

    // Each request adds its part, so that all requests of a second add the increase of a second.
    private double Increase(double rate)
    {
        if (_share is null) return IncreasePerSecond / Math.Max(1, rate);
        if (!_wasLowered) return SharedIncreasePerRequest;
        return SharedIncreaseFraction + SharedIncreasePerSecond * _share.Fraction / Math.Max(Minimum, rate);
    }

    private static double Ceiling(RequestShare share) => share.RequestsPerSecond ?? share.Fraction * Unlimited;
}
