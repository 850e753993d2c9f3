using System.Management.Automation;

namespace Seedance.PowerShell.Pipeline;

/// <summary>Makes every error record of the module: id, category, target, message and what to do next.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(SeedanceException exception)
    {
        var rule = FailureTable.RuleOf(exception.Failure);
        // The category has the name of one of PowerShell's; ConnectionError and the like exist on both editions.
        var category = Enum.TryParse<ErrorCategory>(rule.Category, out var known) ? known : ErrorCategory.NotSpecified;
        return new ErrorRecord(exception, exception.Failure.ToString(), category, exception.TaskId)
        {
            // The error view shows the recommendation on a line of its own.
            ErrorDetails = new ErrorDetails(exception.Message)
            {
                RecommendedAction = rule.RecommendedAction,
            },
        };
    }

    /// <summary>For what should not happen.</summary>
    public static ErrorRecord Unexpected(Exception exception) =>
        new(exception, "Unexpected", ErrorCategory.NotSpecified, null);
}
