using System.Globalization;
using System.Text.RegularExpressions;

namespace Seedance.Http;

/// <summary>
/// The share of an account's request rate that one process may use, when several use the same API key.
/// </summary>
/// <param name="Fraction">The share, above 0 and at most 1: a process of eight has 1/8.</param>
/// <param name="AccountRequestsPerSecond">
/// The limit of the whole account, in requests per second; null when it is not known: the service documents none.
/// </param>
public sealed record RequestShare(double Fraction, double? AccountRequestsPerSecond)
{
    private const double MinimumFraction = 1.0 / 65536;
    private const double MaximumRate = 1_000_000;

    private const string Expected =
        "Expected: a fraction such as 1/8, or with the account's limit in requests per second: '1/8 of 50'.";

    // Numbers are short: nothing that somebody wrote on purpose is longer.
    private static readonly Regex Pattern = new(
        @"^\s*(?<part>[0-9.]{1,9})\s*(/\s*(?<whole>[0-9.]{1,9}))?(?<percent>\s*%)?\s*(of\s+(?<limit>[0-9.]{1,9}))?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>The maximum rate of the process, in requests per second; null when the limit is not known.</summary>
    public double? RequestsPerSecond => Fraction * AccountRequestsPerSecond;

    /// <summary>Reads a share: <c>1/8</c>, <c>0.125</c>, <c>12.5%</c>, <c>1/8 of 50</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says what is expected.</exception>
    public static RequestShare Parse(string text)
    {
        var match = Pattern.Match(text);
        var unit = match.Groups["percent"].Success ? 100 : 1;
        var fraction = Number(match, "part") / (Number(match, "whole") ?? 1) / unit;
        var limit = Number(match, "limit");
        // Comparisons with NaN, which 0/0 is, are false.
        var isShare = match.Success && fraction is >= MinimumFraction and <= 1
            && (limit is > 0 and <= MaximumRate || !match.Groups["limit"].Success);
        return isShare
            ? new RequestShare(fraction!.Value, limit)
            : throw new FormatException($"'{Shortened(text)}' is not a share of the request rate. {Expected}");
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var share = Fraction.ToString("0.######", CultureInfo.InvariantCulture);
        return AccountRequestsPerSecond is { } limit
            ? $"{share} of {limit.ToString("0.###", CultureInfo.InvariantCulture)}"
            : share;
    }

    private static double? Number(Match match, string group) => double.TryParse(
        match.Groups[group].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        ? number
        : null;

    private static string Shortened(string text) => text.Length <= 40 ? text : text.Substring(0, 40) + "…";
}
