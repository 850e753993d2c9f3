using System.Security;

namespace Seedance.PowerShell.State;

/// <summary>A key for as long as one command needs it.</summary>
internal sealed class KeyLease(SecureString key, Action? end = null) : IDisposable
{
    private Action? _end = end;

    public SecureString Key { get; } = key;

    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
