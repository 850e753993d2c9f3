using System.Reflection;
using System.Runtime.Versioning;
using Seedance.Api;

namespace Seedance.Client.Tests;

/// <summary>The build of Seedance.Client that the tests run with; tests/platforms/netstandard.sh replaces it.</summary>
internal static class ClientBuild
{
    /// <summary>The netstandard2.0 build, which Windows PowerShell loads.</summary>
    public static bool IsNetStandard { get; } = typeof(SeedanceClient).Assembly
        .GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName.StartsWith(
            ".NETStandard", StringComparison.Ordinal);

    /// <summary>
    /// Skips a test of Brotli with the netstandard2.0 build: .NET Framework has no decoder, so the client does not
    /// offer Brotli.
    /// </summary>
    public static void SkipWithoutBrotli(string? encoding) =>
        Assert.SkipWhen(
            IsNetStandard && encoding is "br" or "brotli", "the netstandard2.0 build does not offer Brotli");
}
