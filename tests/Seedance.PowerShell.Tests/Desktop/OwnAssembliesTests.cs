using System.Reflection;
using Seedance.PowerShell.Desktop;

namespace Seedance.PowerShell.Tests.Desktop;

/// <summary>The assembly resolver for Windows PowerShell handles only files and requests of the module.</summary>
public sealed class OwnAssembliesTests
{
    private static readonly string Requester = Path.Combine(DesktopFolder.Path, "Seedance.PowerShell.dll");
    private static readonly AssemblyName Memory = AssemblyName.GetAssemblyName(
        Path.Combine(DesktopFolder.Path, "System.Memory.dll"));

    [Fact]
    public void Find_older_version_returns_the_shipped_file() =>
        Assert.Equal(
            Path.Combine(DesktopFolder.Path, "System.Memory.dll"), Find(With(Memory, new Version(4, 0, 0, 0))));

    [Fact]
    public void Find_newer_version_returns_null() =>
        Assert.Null(Find(With(Memory, new Version(99, 0, 0, 0))));

    [Fact]
    public void Find_another_public_key_returns_null()
    {
        var other = With(Memory, Memory.Version!);
        other.SetPublicKeyToken([1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Null(Find(other));
    }

    [Theory]
    [InlineData("System.Xml")]
    [InlineData("../Core/Seedance.Client")]
    [InlineData("en-US/Seedance.resources")]
    public void Find_name_that_is_not_in_the_folder_returns_null(string name) =>
        Assert.Null(Find(new AssemblyName { Name = name }));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/modules/Other/Other.dll")]
    public void Find_request_of_another_assembly_returns_null(string? requestingLocation) =>
        Assert.Null(new OwnAssemblies(DesktopFolder.Path).Find(Memory, requestingLocation));

    [Fact]
    public void Find_request_from_a_subfolder_returns_null() =>
        Assert.Null(
            new OwnAssemblies(DesktopFolder.Path).Find(Memory, Path.Combine(DesktopFolder.Path, "sub", "Other.dll")));

    private static string? Find(AssemblyName name) => new OwnAssemblies(DesktopFolder.Path).Find(name, Requester);

    private static AssemblyName With(AssemblyName name, Version version)
    {
        var copy = (AssemblyName)name.Clone();
        copy.Version = version;
        return copy;
    }
}
