using Seedance.PowerShell.Tests.Help;

namespace Seedance.PowerShell.Tests.Packaging;

/// <summary>A change that may break scripts shows in the diff of one file.</summary>
public sealed class PublicSurfaceTests
{
    // Set to 1, it writes the file anew.
    private const string UpdateVariable = "SEEDANCE_UPDATE_PUBLIC_SURFACE";

    private static readonly string Listed = Path.Combine(HelpTests.Repository, "docs", "public-surface.txt");

    [Fact]
    public void The_listed_surface_is_that_of_the_module()
    {
        var actual = PublicSurface.OfModule();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1") File.WriteAllText(Listed, actual);

        var lines = actual.Split('\n');
        var listed = File.ReadAllText(Listed).Split('\n');

        Assert.Equal([], lines.Except(listed).Select(l => $"not listed: {l}, see {UpdateVariable}"));
        Assert.Equal([], listed.Except(lines).Select(l => $"gone: {l}, see {UpdateVariable}"));
        Assert.Equal(listed, lines);
    }
}
