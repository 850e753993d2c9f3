using System.Runtime.CompilerServices;
using Seedance.PowerShell.Pipeline;

namespace Seedance.PowerShell.State;

/// <summary>The pipelines of a runspace in which commands of this module run.</summary>
internal sealed class PipelineRegistry
{
    private readonly ConditionalWeakTable<object, PipelineCommands> _pipelines = new();

    /// <summary>Adds a command to the commands of its pipeline.</summary>
    /// <returns>These commands; null when the engine does not tell which pipeline it is.</returns>
    public PipelineCommands? Join(AsyncCommand command)
    {
        if (EngineInternals.PipelineOf(command.CommandRuntime) is not { } pipeline) return null;
        var commands = _pipelines.GetValue(pipeline, static _ => new PipelineCommands());
        commands.Add(command);
        return commands;
    }
}
