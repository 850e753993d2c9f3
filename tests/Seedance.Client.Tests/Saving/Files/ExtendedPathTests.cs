using Seedance.FileSystem;
using Seedance.Saving.Files;

namespace Seedance.Client.Tests.Saving.Files;

public sealed class ExtendedPathTests
{
    [Theory]
    [InlineData(@"C:\videos\a.mp4", @"\\?\C:\videos\a.mp4")]
    [InlineData(@"\\server\share\a.mp4", @"\\?\UNC\server\share\a.mp4")]
    [InlineData(@"\\?\C:\a.mp4", @"\\?\C:\a.mp4")]
    [InlineData(@"\\?\UNC\server\share\a.mp4", @"\\?\UNC\server\share\a.mp4")]
    [InlineData(@"\\.\C:\a.mp4", @"\\.\C:\a.mp4")]
    public void Of_adds_the_prefix_once(string path, string expected) => Assert.Equal(expected, ExtendedPath.Of(path));
}
