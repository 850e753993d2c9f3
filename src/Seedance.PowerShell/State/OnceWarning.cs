namespace Seedance.PowerShell.State;

/// <summary>A warning that is written once per runspace.</summary>
internal sealed class OnceWarning
{
    private bool _isPending;
    private bool _isWritten;

    /// <summary>Requests the warning.</summary>
    public void Request() => _isPending = true;

    /// <summary>Writes the warning when it has been requested and not been written yet.</summary>
    public void WriteOnce(Action<string> write, string message)
    {
        if (!_isPending || _isWritten) return;
        _isWritten = true;
        write(message);
    }
}
