namespace Seedance.PowerShell.Pipeline;

/// <summary>
/// The commands of this module in one pipeline, in their order. PowerShell runs a command only when the one before it
/// writes an object. While an earlier command waits, it therefore gives the later ones their turn, so that their
/// results are written as soon as they exist. No object is written for this, so that commands of other modules between
/// them receive nothing.
/// </summary>
internal sealed class PipelineCommands
{
    private volatile AsyncCommand[] _commands = [];

    /// <summary>Adds a command. The engine begins the commands of a pipeline in their order.</summary>
    public void Add(AsyncCommand command) => _commands = [.. _commands, command];

    /// <summary>Removes a command that has ended.</summary>
    public void Leave(AsyncCommand command) => _commands = [.. _commands.Where(other => other != command)];

    /// <summary>True when a command of this module comes later in the pipeline.</summary>
    public bool HasCommandsAfter(AsyncCommand command) =>
        _commands is { Length: > 1 } commands && commands[commands.Length - 1] != command;

    /// <summary>Runs what the commands after this one have to write. To be called on the pipeline thread.</summary>
    public void GiveTurnsAfter(AsyncCommand command)
    {
        var commands = _commands;
        for (var i = Array.IndexOf(commands, command) + 1; i < commands.Length; i++) commands[i].TakeTurn();
    }

    /// <summary>
    /// Wakes a command before this one that waits, so that it gives turns. May be called from any thread.
    /// </summary>
    public void WakeUpstreamOf(AsyncCommand command)
    {
        foreach (var other in _commands)
        {
            if (other == command) return;
            other.Wake();
        }
    }
}
