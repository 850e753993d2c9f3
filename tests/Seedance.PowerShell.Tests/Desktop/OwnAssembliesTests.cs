using System.Reflection;
using Seedance.PowerShell.Desktop;

namespace Seedance.PowerShell.Tests.Desktop;

/// <summary>The resolver of Windows PowerShell answers for its own files and its own requests, and for nothing else.</summary>
public sealed class OwnAssembliesTests
{
    private static readonly string Requester = Path.Combine(DesktopFolder.Path, "Seedance.PowerShell.dll");
    private static readonly AssemblyName Memory = AssemblyName.GetAssemblyName(Path.Combine(DesktopFolder.Path, "System.Memory.dll"));

    [Fact]
    public void An_older_version_of_its_own_file_is_redirected_to_it() =>
        Assert.Equal(Path.Combine(DesktopFolder.Path, "System.Memory.dll"), Find(With(Memory, new Version(4, 0, 0, 0))));

    [Fact]
    public void A_newer_version_than_its_own_is_for_others_to_serve() =>
        Assert.Null(Find(With(Memory, new Version(99, 0, 0, 0))));

    [Fact]
    public void A_name_with_another_public_key_is_not_its_own()
    {
        var other = With(Memory, Memory.Version!);
        other.SetPublicKeyToken([1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Null(Find(other));
    }

    [Theory]
    [InlineData("System.Xml")]
    [InlineData("../Core/Seedance.Client")]
    [InlineData("en-US/Seedance.resources")]
    public void What_is_not_in_its_folder_is_not_its_own(string name) => Assert.Null(Find(new AssemblyName { Name = name }));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/modules/Other/Other.dll")]
    public void A_request_of_another_assembly_is_not_answered(string? requestingLocation) =>
        Assert.Null(new OwnAssemblies(DesktopFolder.Path).Find(Memory, requestingLocation));

    [Fact]
    public void A_request_from_a_folder_below_is_not_answered() =>
        Assert.Null(new OwnAssemblies(DesktopFolder.Path).Find(Memory, Path.Combine(DesktopFolder.Path, "sub", "Other.dll")));

    private static string? Find(AssemblyName name) => new OwnAssemblies(DesktopFolder.Path).Find(name, Requester);

    private static AssemblyName With(AssemblyName name, Version version)
    {
        var copy = (AssemblyName)name.Clone();
        copy.Version = version;
        return copy;
    }
}
