using System.Management.Automation;
using System.Management.Automation.Language;

namespace Seedance.PowerShell.Tests.Help;

/// <summary>Finds errors in the commands of this module in a script.</summary>
internal static class CommandsInHelp
{
    /// <summary>Each syntax error and each unknown parameter of a cmdlet.</summary>
    public static IEnumerable<string> Faults(string script, IReadOnlyList<CmdletInfo> cmdlets)
    {
        var ast = Parser.ParseInput(script, out _, out var errors);
        foreach (var error in errors) yield return $"{error.Message} in: {script}";
        foreach (var command in ast.FindAll(a => a is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            if (command.GetCommandName() is not { } name || !name.EndsWith("-SeedanceTask", StringComparison.Ordinal)
                && !name.EndsWith("-SeedanceVideo", StringComparison.Ordinal)) continue;
            if (cmdlets.FirstOrDefault(c => c.Name == name) is not { } cmdlet)
            {
                yield return $"There is no cmdlet {name}: {script}";
                continue;
            }

            foreach (var parameter in command.CommandElements.OfType<CommandParameterAst>())
            {
                if (!cmdlet.Parameters.ContainsKey(parameter.ParameterName))
                    yield return $"{name} has no -{parameter.ParameterName}: {script}";
            }
        }
    }
}
