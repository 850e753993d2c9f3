using Seedance.Saving.Files;

namespace Seedance.Client.Tests.Saving.Files;

public sealed class FolderListingTests : TemporaryFolderTest
{
    [Fact]
    public void IsExact_of_the_name_on_disk_is_true()
    {
        File.WriteAllText(InFolder("a.mp4"), "");
        Assert.True(new FolderListing(Folder).IsExact("a.mp4"));
    }

    [Fact]
    public void IsExact_with_case_sensitive_names_distinguishes_both_files()
    {
        File.WriteAllText(InFolder("a.mp4"), "");
        Assert.SkipWhen(File.Exists(InFolder("A.MP4")), "this file system ignores case");
        File.WriteAllText(InFolder("A.MP4"), "");
        Assert.True(new FolderListing(Folder).IsExact("a.mp4"));
        Assert.True(new FolderListing(Folder).IsExact("A.MP4"));
    }

    [Fact]
    public void IsExact_with_case_insensitive_names_is_false_for_another_case()
    {
        File.WriteAllText(InFolder("Clip.mp4"), "");
        Assert.SkipUnless(File.Exists(InFolder("CLIP.MP4")), "this file system distinguishes case");
        Assert.False(new FolderListing(Folder).IsExact("clip.mp4"));
        Assert.True(new FolderListing(Folder).IsExact("Clip.mp4"));
    }
}
