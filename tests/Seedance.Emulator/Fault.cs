namespace Seedance.Emulator;

/// <summary>A fault of some requests of a task.</summary>
public sealed record Fault
{
    /// <summary>
    /// A name from the table in <c>QueryFaults.cs</c>, <c>VideoFaults.cs</c> or <c>CreateFaults.cs</c>; <c>_</c> equals
    /// <c>-</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The number of requests it affects; <see cref="int.MaxValue"/> is all of them.</summary>
    public int Times { get; init; } = 1;

    /// <summary>
    /// The number of requests before it applies. Requests affected by an earlier fault of the list do not count.
    /// </summary>
    public int After { get; init; }

    /// <summary>The argument of the fault; see the tables.</summary>
    public string? Argument { get; init; }

    /// <summary>Creates a fault.</summary>
    public static Fault Of(string name, int times = 1, string? argument = null, int after = 0) =>
        new() { Name = name, Times = times, Argument = argument, After = after };

    /// <summary>Creates a fault that affects every request.</summary>
    public static Fault Always(string name, string? argument = null) => Of(name, int.MaxValue, argument);

    internal string Key => Name.ToLowerInvariant().Replace('_', '-');

    internal double Fraction(double otherwise) =>
        Argument is null ? otherwise : double.Parse(Argument, System.Globalization.CultureInfo.InvariantCulture);

    internal int Number(int otherwise) =>
        Argument is null ? otherwise : int.Parse(Argument, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Assigns the faults of a task to its requests, in order.</summary>
internal sealed class FaultSequence(IReadOnlyList<Fault> faults)
{
    private readonly int[] _requests = new int[faults.Count];

    /// <summary>The fault for the next request; null for none.</summary>
    public Fault? Next()
    {
        lock (_requests)
        {
            for (var i = 0; i < faults.Count; i++)
            {
                var index = _requests[i] - faults[i].After;
                if (index >= faults[i].Times) continue;
                _requests[i]++;
                if (index >= 0) return faults[i];
            }

            return null;
        }
    }
}
