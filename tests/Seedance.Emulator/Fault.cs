namespace Seedance.Emulator;

/// <summary>Something that goes wrong with some of a task's requests.</summary>
public sealed record Fault
{
    /// <summary>A name from the table in <c>QueryFaults.cs</c> or <c>VideoFaults.cs</c>; <c>_</c> counts as <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many requests it hits; <see cref="int.MaxValue"/> is all of them.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many requests it lets through first. Requests that an earlier fault of the list took do not count.</summary>
    public int After { get; init; }

    /// <summary>What the fault needs to know; the tables say.</summary>
    public string? Argument { get; init; }

    /// <summary>A fault in one line.</summary>
    public static Fault Of(string name, int times = 1, string? argument = null, int after = 0) =>
        new() { Name = name, Times = times, Argument = argument, After = after };

    /// <summary>A fault that hits every request.</summary>
    public static Fault Always(string name, string? argument = null) => Of(name, int.MaxValue, argument);

    internal string Key => Name.ToLowerInvariant().Replace('_', '-');

    internal double Fraction(double otherwise) =>
        Argument is null ? otherwise : double.Parse(Argument, System.Globalization.CultureInfo.InvariantCulture);

    internal int Number(int otherwise) =>
        Argument is null ? otherwise : int.Parse(Argument, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Deals a task's faults out to its requests, in order.</summary>
internal sealed class FaultSequence(IReadOnlyList<Fault> faults)
{
    private readonly int[] _reached = new int[faults.Count];

    /// <summary>The fault for the next request; null when it is served as it should be.</summary>
    public Fault? Next()
    {
        lock (_reached)
        {
            for (var i = 0; i < faults.Count; i++)
            {
                var turn = _reached[i] - faults[i].After;
                if (turn >= faults[i].Times) continue;
                _reached[i]++;
                if (turn >= 0) return faults[i];
            }

            return null;
        }
    }
}
