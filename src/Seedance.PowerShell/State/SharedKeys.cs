using System.Security;

namespace Seedance.PowerShell.State;

/// <summary>
/// The keys from vaults that commands of one runspace are using. The cmdlets of a pipeline begin one after the other
/// and end together: the first one reads the vault, the others share the key, and the last one that ends wipes it.
/// </summary>
internal sealed class SharedKeys
{
    private readonly Dictionary<SecretReference, SharedKey> _inUse = [];

    /// <summary>The key of a secret, from <paramref name="read"/> if no command has it.</summary>
    public KeyLease Borrow(SecretReference secret, Func<SecureString> read)
    {
        lock (_inUse)
        {
            if (_inUse.TryGetValue(secret, out var known)) return known.Lease(() => Return(secret, known));
        }

        // Not under the lock, because a vault may be slow or prompt for its password.
        var key = new SharedKey(read());
        lock (_inUse) _inUse[secret] = key;
        return key.Lease(() => Return(secret, key));
    }

    private void Return(SecretReference secret, SharedKey key)
    {
        lock (_inUse)
        {
            if (key.End() && _inUse.TryGetValue(secret, out var current) && current == key) _inUse.Remove(secret);
        }
    }

    private sealed class SharedKey(SecureString value)
    {
        private int _users;

        public KeyLease Lease(Action end)
        {
            _users++;
            return new KeyLease(value, end);
        }

        /// <summary>True when that was the last user.</summary>
        public bool End()
        {
            if (--_users > 0) return false;
            value.Dispose();
            return true;
        }
    }
}
