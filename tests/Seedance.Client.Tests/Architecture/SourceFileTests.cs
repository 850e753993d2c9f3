using System.Reflection;

namespace Seedance.Client.Tests.Architecture;

/// <summary>Checks the length of lines and of classes in the sources.</summary>
public sealed class SourceFileTests
{
    // max_line_length of .editorconfig, which dotnet format does not check.
    private const int MaximumColumns = 120;

    private const int MaximumClassLines = 250;

    // Files that may be longer, with the reason.
    private static readonly Dictionary<string, string> LongClasses = new()
    {
        ["src/Seedance.PowerShell/Commands/NewSeedanceTaskCommand.cs"] =
            "A cmdlet has one property for each parameter, and this one has seventeen of its own.",
    };

    private static readonly string Root = Path.GetFullPath(
        typeof(SourceFileTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "Repository").Value!);

    [Fact]
    public void No_line_has_more_than_120_columns()
    {
        var files = SourcesIn("src", "tests", "tools", "demo");
        Assert.NotEmpty(files);
        var longLines =
            from file in files
            from line in File.ReadLines(Path.Combine(Root, file)).Select((text, index) => (text, Number: index + 1))
            where line.text.Length > MaximumColumns
            select $"{file}:{line.Number} has {line.text.Length} columns";
        Assert.Empty(longLines);
    }

    [Fact]
    public void No_class_has_more_than_250_lines()
    {
        var longFiles = SourcesIn("src").Where(f => File.ReadLines(Path.Combine(Root, f)).Count() > MaximumClassLines);
        Assert.Equal(LongClasses.Keys.Order(StringComparer.Ordinal), longFiles.Order(StringComparer.Ordinal));
    }

    private static string[] SourcesIn(params string[] folders) =>
    [
        .. from folder in folders
           from path in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
           let file = Path.GetRelativePath(Root, path).Replace('\\', '/')
           where !file.Split('/').Any(part => part is "bin" or "obj")
           select file,
    ];
}
