using Seedance.Http;

namespace Seedance.PowerShell.Pipeline;

/// <summary>The share of the request rate: the parameter, or else the environment variable.</summary>
internal static class RequestShareParameter
{
    private const string Variable = "SEEDANCE_REQUEST_SHARE";

    /// <summary>The share; null when neither states one.</summary>
    /// <exception cref="ArgumentException">It is none; the message names where it was given.</exception>
    public static RequestShare? Read(string? parameter)
    {
        var text = parameter ?? Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(text)) return null;
        try
        {
            return RequestShare.Parse(text!);
        }
        catch (FormatException e)
        {
            var source = parameter is null ? $"The environment variable {Variable}" : "-RequestShare";
            throw new ArgumentException($"{source}: {e.Message}", e);
        }
    }
}
