namespace Seedance.Emulator.Endpoints;

/// <summary>Finds the handler of a fault by its name or by an alias.</summary>
/// <param name="kind">The kind of the faults in messages, such as query.</param>
/// <param name="handlers">The handlers by name.</param>
/// <param name="aliases">Further names.</param>
internal sealed class FaultTable<TExchange>(
    string kind, Dictionary<string, Func<TExchange, Task>> handlers, Dictionary<string, string> aliases)
{
    public Func<TExchange, Task> Find(Fault fault) => handlers[NameOf(fault)];

    /// <exception cref="ArgumentException">There is no such fault.</exception>
    public void Validate(IEnumerable<Fault> faults)
    {
        foreach (var fault in faults)
        {
            if (!handlers.ContainsKey(NameOf(fault)))
            {
                throw new ArgumentException(
                    $"There is no {kind} fault '{fault.Name}'. There are: {string.Join(", ", handlers.Keys.Order())}.",
                    nameof(faults));
            }
        }
    }

    private string NameOf(Fault fault) => aliases.GetValueOrDefault(fault.Key, fault.Key);
}
