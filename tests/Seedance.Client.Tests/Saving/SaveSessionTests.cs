using Seedance.Client.Tests.Saving.Files;
using Seedance.Emulator.Videos;
using Seedance.Saving;

namespace Seedance.Client.Tests.Saving;

/// <summary>The reservation of names, and which files count as already saved.</summary>
public sealed class SaveSessionTests : TemporaryFolderTest
{
    [Fact]
    public void Reserve_of_a_name_of_another_task_is_a_conflict_until_it_is_released()
    {
        var session = new SaveSession(Folder, new SaveOptions());
        var target = session.Reserve(Completed("a"), session.NewRequest("clip"));

        var error = Assert.Throws<SeedanceException>(() => session.Reserve(Completed("b"), session.NewRequest("CLIP")));
        Assert.Equal(Failure.FileNameConflict, error.Failure);

        session.Release(target);
        Assert.Equal(InFolder("clip.mp4"), session.Reserve(Completed("b"), session.NewRequest("clip")).Path);
    }

    [Fact]
    public void Release_of_one_of_two_reservations_of_a_task_keeps_the_name()
    {
        var session = new SaveSession(Folder, new SaveOptions());
        var first = session.Reserve(Completed("a"), session.NewRequest("clip"));
        session.Reserve(Completed("a"), session.NewRequest("clip"));

        session.Release(first);

        Assert.Throws<SeedanceException>(() => session.Reserve(Completed("b"), session.NewRequest("clip")));
    }

    [Fact]
    public void Reserve_of_a_failed_task_leaves_the_name_free()
    {
        var session = new SaveSession(Folder, new SaveOptions());
        var failed = new SeedanceTask { Id = "a", Status = SeedanceTaskStatus.Failed };
        Assert.Throws<SeedanceException>(() => session.Reserve(failed, session.NewRequest("clip")));
        Assert.Null(session.FindExisting("a", session.NewRequest("clip")));
        Assert.Equal(InFolder("clip.mp4"), session.Reserve(Completed("b"), session.NewRequest("clip")).Path);
    }

    [Fact]
    public void Requests_are_numbered_in_input_order()
    {
        var session = new SaveSession(Folder, new SaveOptions());
        var (first, second) = (session.NewRequest("{Index}"), session.NewRequest("{Index}"));
        Assert.Equal(InFolder("0002.mp4"), session.Reserve(Completed("b"), second).Path);
        Assert.Equal(InFolder("0001.mp4"), session.Reserve(Completed("a"), first).Path);
    }

    [Theory]
    [InlineData("video_1", "{Id}.mp4", "video_1.mp4", true)]
    [InlineData("video_1", "clip {Id} {Index}", "clip video_1 0001.mp4", true)]
    [InlineData("video_1", "video_1.mp4", "video_1.mp4", true)]
    [InlineData("video_fd35ee52", "Contoso video_fd35ee52.mp4", "Contoso video_fd35ee52.mp4", true)]
    [InlineData("video_fd35ee52", "Contoso video_fd35ee521.mp4", "Contoso video_fd35ee521.mp4", false)]
    [InlineData("1", "take 1.mp4", "take 1.mp4", false)]
    [InlineData("1", "clip-{Index}", "clip-0001.mp4", false)]
    [InlineData("1", "{Id}{Index:D1}", "11.mp4", false)]
    [InlineData("a_b", "{Id}", "a_b.mp4", true)]
    [InlineData("a:b", "{Id}", "a_b.mp4", false)]
    [InlineData("a_b~000000", "{Id}", "a_b~000000.mp4", false)]
    [InlineData("...", "clip", "clip.mp4", false)]
    [InlineData("a.", "{Id}", "a.mp4", false)]
    [InlineData("a ", "{Id}", "a.mp4", false)]
    [InlineData("con", "{Id}", "_con.mp4", false)]
    public void FindExisting_before_the_request_requires_proof_of_the_task(
        string id, string template, string file, bool isFound)
    {
        WriteVideo(file);
        var session = new SaveSession(Folder, new SaveOptions());
        Assert.Equal(isFound, session.FindExisting(id, session.NewRequest(template)) is not null);
    }

    [Fact]
    public void FindExisting_name_without_the_id_uses_the_metadata_as_proof()
    {
        WriteVideo("clip.mp4");
        WriteMetadata("clip.mp4", "7", SampleVideos.WithAudio.Length);
        var session = new SaveSession(Folder, new SaveOptions());

        Assert.NotNull(session.FindExisting("7", session.NewRequest("clip")));
        var error = Assert.Throws<SeedanceException>(
            () => new SaveSession(Folder, new SaveOptions()).FindExisting("8", session.NewRequest("clip")));
        Assert.Equal(Failure.FileExists, error.Failure);
        Assert.Contains("belongs to task '7'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindExisting_metadata_of_a_replaced_video_prove_nothing()
    {
        WriteVideo("clip.mp4");
        WriteMetadata("clip.mp4", "7", SampleVideos.WithAudio.Length + 1);
        var session = new SaveSession(Folder, new SaveOptions());
        Assert.Null(session.FindExisting("7", session.NewRequest("clip")));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void FindExisting_changes_nothing_in_the_folder(bool noClobber, bool metadata)
    {
        WriteVideo("a.mp4");
        File.WriteAllText(InFolder("a.mp4.part.json"), "");
        File.WriteAllText(InFolder("b.mp4.json"), "my notes");
        var before = Snapshot();
        var session = new SaveSession(Folder, new SaveOptions { NoClobber = noClobber, Metadata = metadata });

        foreach (var id in (string[])["a", "b"])
        {
            Record.Exception(() => session.FindExisting(id, session.NewRequest("{Id}")));
            Record.Exception(
                () => session.FindExisting(Completed(id), session.Reserve(Completed(id), session.NewRequest("{Id}"))));
        }

        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void FindExisting_of_an_empty_name_is_an_error_with_the_id()
    {
        var session = new SaveSession(Folder, new SaveOptions());
        var error = Assert.Throws<SeedanceException>(() => session.FindExisting("video_1", session.NewRequest("")));
        Assert.Equal(Failure.FileNameInvalid, error.Failure);
        Assert.Contains("video_1", error.Message, StringComparison.Ordinal);
    }

    private static SeedanceTask Completed(string id) => new() { Id = id, Status = SeedanceTaskStatus.Completed };

    private void WriteMetadata(string name, string id, long length) => File.WriteAllText(
        InFolder(name + ".json"), $$$"""{"id":"{{{id}}}","object":"video","file":{"length":{{{length}}} } }""");

    private void WriteVideo(string name)
    {
        using var video = SampleVideos.WithAudio.Open();
        using var file = File.Create(InFolder(name));
        video.CopyTo(file);
    }
}
