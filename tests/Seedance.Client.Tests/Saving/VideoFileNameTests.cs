using System.Text;
using Seedance.Saving.Naming;

namespace Seedance.Client.Tests.Saving;

public sealed class VideoFileNameTests
{
    private static readonly SeedanceTask Task = new()
    {
        Id = "video_1",
        Model = "seedance_2_0",
        Status = SeedanceTaskStatus.Completed,
        Created = new DateTimeOffset(2026, 3, 30, 2, 12, 4, TimeSpan.Zero),
    };

    [Theory]
    [InlineData("{Id}.mp4", "video_1.mp4")]
    [InlineData("{id}", "video_1.mp4")]
    [InlineData("{Created:yyyyMMdd-HHmm} {Model} {Index}.mp4", "20260330-0212 seedance_2_0 0007.mp4")]
    [InlineData("{Index:D2}", "07.mp4")]
    [InlineData("{{Id}}", "{Id}.mp4")]
    [InlineData("a:b*c?.mp4", "a_b_c_.mp4")]
    [InlineData("NUL.mp4", "_NUL.mp4")]
    [InlineData("com1", "_com1.mp4")]
    [InlineData("clip. . .", "clip.mp4")]
    [InlineData("tab\there.mp4", "tab_here.mp4")]
    [InlineData("旅行.mp4", "旅行.mp4")]
    public void NameFor_makes_unsafe_characters_safe(string template, string expected) =>
        Assert.Equal(expected, Name(template));

    [Theory]
    [InlineData("../x.mp4")]
    [InlineData("a/b.mp4")]
    [InlineData("a\\b.mp4")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData(" ")]
    [InlineData("{Nonsense}")]
    [InlineData("{Id")]
    public void NameFor_of_a_path_or_an_empty_name_is_an_error(string template)
    {
        var e = Assert.Throws<SeedanceException>(() => Name(template));
        Assert.Equal(Failure.FileNameInvalid, e.Failure);
        Assert.Contains("video_1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NameFor_of_an_id_with_separators_stays_inside_the_folder() =>
        Assert.Equal(
            ".._.._etc_passwd~3754d6.mp4", VideoFileName.NameFor("{Id}.mp4", Task with { Id = "../../etc/passwd" }, 1));

    [Fact]
    public void NameFor_of_a_long_name_is_truncated_and_keeps_its_extension()
    {
        var name = Name(new string('旅', 300) + ".mp4");
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 200, 240);
        Assert.EndsWith("旅.mp4", name, StringComparison.Ordinal);
    }

    private static string Name(string template) => VideoFileName.NameFor(template, Task, 7);
}
