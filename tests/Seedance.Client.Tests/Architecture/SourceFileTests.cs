using System.Reflection;

namespace Seedance.Client.Tests.Architecture;

/// <summary>Checks the length of lines and of classes.</summary>
public sealed class SourceFileTests
{
    // max_line_length of .editorconfig, which dotnet format does not check.
    private const int MaximumColumns = 120;

    // The width of a console.
    private const int MaximumHelpColumns = 80;

    private const int MaximumClassLines = 250;

    private static readonly string[] Extensions =
        [".cs", ".ps1", ".psm1", ".psd1", ".sh", ".yml", ".yaml", ".csproj", ".props", ".targets", ".md"];

    // Files that may be longer, with the reason.
    private static readonly Dictionary<string, string> LongClasses = new()
    {
        ["src/Seedance.PowerShell/Commands/NewSeedanceTaskCommand.cs"] =
            "A cmdlet has one property for each parameter, and this one has seventeen of its own.",
    };

    private static readonly string[] Folders =
        [".ci", ".github", "demo", "docs", "examples", "src", "tests", "tools"];

    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    private static readonly string Root = Path.GetFullPath(
        typeof(SourceFileTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "Repository").Value!);

    [Fact]
    public void No_line_has_more_than_120_columns()
    {
        var files = Folders.SelectMany(Files).Concat(Directory.GetFiles(Root).Select(f => Path.GetFileName(f)))
            .Where(f => Extensions.Contains(Path.GetExtension(f))).ToArray();
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(f => LongLines(f, MaximumColumns)));
    }

    [Fact]
    public void No_prose_of_the_help_has_more_than_80_columns()
    {
        var files = Files("docs/help").Append("src/Seedance.PowerShell/en-US/about_Seedance.help.txt");
        Assert.Empty(files.SelectMany(f => LongLines(f, MaximumHelpColumns)));
    }

    [Fact]
    public void No_class_has_more_than_250_lines()
    {
        var longFiles = Files("src").Where(f => f.EndsWith(".cs", StringComparison.Ordinal))
            .Where(f => File.ReadLines(Path.Combine(Root, f)).Count() > MaximumClassLines);
        Assert.Equal(LongClasses.Keys.Order(StringComparer.Ordinal), longFiles.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> LongLines(string file, int maximum)
    {
        var isText = Path.GetExtension(file) is ".md" or ".txt";
        var (number, isCode) = (0, false);
        foreach (var line in File.ReadLines(Path.Combine(Root, file)))
        {
            number++;
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal)) isCode = !isCode;
            // A table, a command with its output and a URL cannot be wrapped.
            var isFixed = isText && (isCode || line.TrimStart().StartsWith('|')
                || line.StartsWith("        ", StringComparison.Ordinal) || !line.Trim().Contains(' '));
            if (line.Length > maximum && !isFixed) yield return $"{file}:{number} has {line.Length} columns";
        }
    }

    // Without what builds, tests and tools leave.
    private static string[] Files(string folder) =>
    [
        .. from path in Directory.EnumerateFiles(Path.Combine(Root, folder), "*", Everywhere)
           let file = Path.GetRelativePath(Root, path).Replace('\\', '/')
           where !file.Split('/').Any(part => part is "bin" or "obj" or "node_modules")
           select file,
    ];
}
