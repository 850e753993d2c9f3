using System.Management.Automation;
using Seedance.Api;
using Seedance.PowerShell.Binding;
using Seedance.PowerShell.Completion;
using Seedance.PowerShell.Pipeline;

namespace Seedance.PowerShell.Commands;

/// <summary>The base of the cmdlets that take task ids.</summary>
public abstract class TaskCommand : SeedanceCommand
{
    /// <summary>The parameter set of <see cref="Id"/>.</summary>
    protected const string IdSet = "Id";

    // What String.Trim leaves in place: a byte order mark and a zero-width space, which editors and web pages add.
    private static readonly char[] InvisibleCharacters = ['\uFEFF', '\u200B'];

    /// <summary>The ids of the tasks.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = IdSet, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("TaskId", "task_id")]
    [TaskIdTransformation]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [AllowNull]
    public string[] Id { get; set; } = [];

    /// <summary>
    /// The valid ids of the current record, without surrounding white space. Each invalid one is written as an error.
    /// </summary>
    private protected IEnumerable<string> ValidIds()
    {
        var ids = Id is { Length: > 0 } ? Id : [""];
        foreach (var id in ids.Select(Trim))
        {
            if (!IsValid(id)) continue;
            State.RecentTasks.Add(id);
            yield return id;
        }
    }

    private bool IsValid(string id)
    {
        try
        {
            if (TaskIdTransformationAttribute.ProblemOf(id) is { } problem)
                throw new SeedanceException(Failure.TaskIdInvalid, problem);
            SeedanceClient.ValidateId(id);
            return true;
        }
        catch (SeedanceException e)
        {
            WriteError(ErrorRecords.From(e));
            return false;
        }
    }

    // The cell of a CSV file, or the first line of a text file. Marks and white space may alternate.
    private static string Trim(string? id)
    {
        var trimmed = id ?? "";
        int length;
        do
        {
            length = trimmed.Length;
            trimmed = trimmed.Trim().Trim(InvisibleCharacters);
        }
        while (trimmed.Length < length);

        return trimmed;
    }
}
