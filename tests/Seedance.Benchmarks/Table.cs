namespace Seedance.Benchmarks;

/// <summary>Prints a table in Markdown, so that it can be pasted into docs/benchmarks.md.</summary>
internal static class Table
{
    public static void Print(string title, string[] header, IEnumerable<string[]> rows)
    {
        Console.WriteLine();
        Console.WriteLine($"### {title}");
        Console.WriteLine();
        Console.WriteLine($"| {string.Join(" | ", header)} |");
        Console.WriteLine($"|{string.Concat(header.Select(_ => "---|"))}");
        foreach (var row in rows) Console.WriteLine($"| {string.Join(" | ", row)} |");
    }
}
