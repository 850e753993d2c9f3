using System.Management.Automation;

namespace Seedance.PowerShell.Pipeline;

/// <summary>Makes every error record of the module: id, category, target and message.</summary>
internal static class ErrorRecords
{
    /// <summary>The maximum length of a message, in characters.</summary>
    public const int MaximumMessageLength = 250;

    /// <summary>
    /// The record of a failure. The message itself states what to do next: PowerShell 7.4 and Windows PowerShell never
    /// show
    /// <c>ErrorDetails.RecommendedAction</c>, logs have the message alone, and PowerShell 7.5 would print it twice.
    /// </summary>
    public static ErrorRecord From(SeedanceException exception)
    {
        var description = FailureDescription.Of(exception);
        // All problems of a row are one error, and none of them may be cut off.
        var maximumLength = exception.Failure == Failure.RequestInvalid ? int.MaxValue : MaximumMessageLength;
        return new ErrorRecord(
            exception.WithRecommendedAction(description.RecommendedAction, maximumLength),
            exception.Failure.ToString(), description.Category, exception.TaskId);
    }

    /// <summary>The record of parameters that cannot be used together.</summary>
    public static ErrorRecord InvalidParameter(string message) =>
        new(new PSArgumentException(message), "InvalidParameter", ErrorCategory.InvalidArgument, null);

    /// <summary>The record of a report that could not be written.</summary>
    public static ErrorRecord ReportNotWritten(string path, Exception exception) => new(
        new IOException(
            $"The report '{path}' was not written: {exception.Message} Free the file, or choose another -Path.",
            exception),
        "ReportNotWritten", ErrorCategory.WriteError, path);

    /// <summary>The record of an exception that is a defect of the module.</summary>
    public static ErrorRecord Unexpected(Exception exception) =>
        new(exception, "Unexpected", ErrorCategory.NotSpecified, null);
}
