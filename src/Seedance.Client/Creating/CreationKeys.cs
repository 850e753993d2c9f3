using System.Globalization;

namespace Seedance.Creating;

/// <summary>
/// The keys of one run. A key is the row's own name where it has one. Otherwise it is the beginning of the request's
/// digest and the number of that request in the input, so that the same input gives the same keys again. For one thread
/// at a time.
/// </summary>
public sealed class CreationKeys
{
    /// <summary>The most characters that a key may have.</summary>
    public const int MaximumLength = 200;

    private const int DigestCharacters = 16;

    private readonly Dictionary<Sha256Digest, int> _seen = [];

    /// <summary>The key of a row.</summary>
    /// <param name="given">The row's own name; null or blank for none.</param>
    /// <param name="body">The row's request.</param>
    /// <param name="repetition">Which repetition of the row this is, from 1.</param>
    public string Next(string? given, CreationBody body, int repetition)
    {
        if (!string.IsNullOrWhiteSpace(given))
            return Validate(given!.Trim()) + (repetition == 1 ? "" : $"#{repetition}");
        _seen.TryGetValue(body.Digest, out var count);
        _seen[body.Digest] = ++count;
        return body.Sha256.Substring(0, DigestCharacters) + "-" + count.ToString(CultureInfo.InvariantCulture);
    }

    private static string Validate(string key) =>
        key.Length <= MaximumLength && !key.Any(char.IsControl) && ServiceText.IsWellFormed(key)
            ? key
            : throw new SeedanceException(
                Failure.RequestInvalid,
                $"The request was not sent: its key has control characters or more than {MaximumLength} characters.");
}
