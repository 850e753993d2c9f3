using System.Security.Cryptography;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Saving;

/// <summary>The common parts of tests of saving.</summary>
public abstract class SavingTest : EmulatorTest
{
    /// <summary>Large enough for several connections.</summary>
    internal static EmulatedVideo Large { get; } = SampleVideos.Generated(9 * 1024 * 1024, 7);

    internal static string Sha256Of(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    internal EmulatedTask Add(EmulatedVideo video, params Fault[] faults) =>
        Emulator.Add(new EmulatedTask("a") { Video = video, VideoFaults = faults });

    /// <summary>Asserts that the correct video is saved and reported, and that no other file remains.</summary>
    internal void AssertSaved(EngineResult result, EmulatedVideo video)
    {
        Assert.Empty(result.Errors);
        Assert.Equal(video.Sha256, Sha256Of(InFolder("a.mp4")));
        Assert.Equal(video.Sha256, Assert.Single(result.Column<string>("Sha256")));
        Assert.Equal(video.Length, Assert.Single(result.Column<long>("Length")));
        Assert.Equal("a.mp4", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(Folder))));
    }

    /// <summary>Asserts that there is one error, with this failure, and no file under the final name.</summary>
    internal System.Management.Automation.ErrorRecord AssertNotSaved(EngineResult result, string failure)
    {
        Assert.Empty(result.Output);
        var error = Assert.Single(result.Errors);
        Assert.StartsWith(failure + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("a", error.TargetObject);
        Assert.DoesNotContain("X-Tos", error.ToString() + error.Exception, StringComparison.Ordinal);
        Assert.False(File.Exists(InFolder("a.mp4")));
        return error;
    }

    internal IReadOnlyList<RecordedRequest> Downloads() =>
        [.. Emulator.Requests.Where(r => r.Path.StartsWith("/out/", StringComparison.Ordinal))];
}
