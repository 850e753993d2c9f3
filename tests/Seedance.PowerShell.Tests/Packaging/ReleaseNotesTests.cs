using Seedance.Pack;
using Seedance.PowerShell.Tests.Help;

namespace Seedance.PowerShell.Tests.Packaging;

/// <summary>The notes of a release are its section of the changelog, and the two agree on the version.</summary>
public sealed class ReleaseNotesTests
{
    private const string Changelog = """
        # Changelog

        ## [Unreleased]

        - soon

        ## [1.2.0] - 2026-05-01

        ### Added

        - this

        ## [1.1.0] - 2026-04-01

        - that

        [1.2.0]: https://example.com/1.2.0
        """;

    [Theory]
    [InlineData("1.2.0", true, "### Added\n\n- this")]
    [InlineData("1.1.0", false, "- that")]
    [InlineData("1.3.0", false, "- soon")]
    public void The_notes_are_the_section_of_the_version(string version, bool isRelease, string notes) =>
        Assert.Equal(notes, ReleaseNotes.Of(Changelog, version, isRelease));

    [Theory]
    [InlineData("1.3.0")]
    [InlineData("1.1.0")]
    public void A_release_whose_version_is_not_the_newest_of_the_changelog_is_refused(string version)
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => ReleaseNotes.Of(Changelog, version, isRelease: true));
        Assert.Contains("1.2.0", error.Message, StringComparison.Ordinal);
        Assert.Contains(version, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_section_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => ReleaseNotes.Of("## [1.0.0] - 2026-01-01\n\n", "1.0.0", true));

    [Fact]
    public void The_changelog_has_notes_for_the_version_of_the_manifest()
    {
        var version = ModuleManifest.Read(Engine.ModulePath).Version;
        var changelog = File.ReadAllText(Path.Combine(HelpTests.Repository, "CHANGELOG.md"));
        Assert.NotEmpty(ReleaseNotes.Of(changelog, version, false));
    }
}
