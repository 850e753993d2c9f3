namespace Seedance.PowerShell.State;

/// <summary>A warning that is given once.</summary>
internal sealed class OnceWarning
{
    private bool _isOwed;
    private bool _wasGiven;

    /// <summary>There is a reason for it.</summary>
    public void Owe() => _isOwed = true;

    /// <summary>Gives it when it is owed for the first time.</summary>
    public void Give(Action<string> write, string message)
    {
        if (!_isOwed || _wasGiven) return;
        _wasGiven = true;
        write(message);
    }
}
