using System.Globalization;
using Seedance.Creating;

namespace Seedance.PowerShell.Pipeline;

/// <summary>Words a quote with everything that it assumes.</summary>
internal static class QuoteText
{
    private const int PromptLength = 40;

    /// <summary>The tokens of one request.</summary>
    public static string Of(TokenQuote quote, CreationBody body, double pricePerMillion)
    {
        var assumed = quote.IsMeasured ? "resolution as of the model's last completed task" : "720p assumed";
        var more = quote.HasUnknownPart ? ", more for the reference videos" : "";
        return $"{Tokens(quote.Tokens, pricePerMillion)} ({body.DurationSec} s, {body.AspectRatio}, {assumed}{more})";
    }

    /// <summary>Tokens, and their price where one is given.</summary>
    public static string Tokens(long tokens, double pricePerMillion)
    {
        var text = tokens.ToString("N0", CultureInfo.InvariantCulture) + " tokens";
        return pricePerMillion > 0
            ? text + " = " + (tokens / 1e6 * pricePerMillion).ToString("N2", CultureInfo.InvariantCulture) : text;
    }

    /// <summary>The beginning of a prompt on one line.</summary>
    public static string Beginning(string prompt)
    {
        var text = string.Join(" ", prompt.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= PromptLength ? text : text.Substring(0, PromptLength) + "…";
    }
}
