using Seedance.PowerShell.Tests.Credentials;

namespace Seedance.PowerShell.Tests.Conventions;

/// <summary>-WhatIf changes nothing; -Confirm prompts once per video.</summary>
public sealed class ShouldProcessTests : EmulatorTest
{
    [Theory]
    [InlineData("Save-SeedanceVideo a, b -Destination new/folder -WhatIf")]
    [InlineData("Save-SeedanceVideo a, b -Wait -Destination new -Metadata -WhatIf")]
    [InlineData("Save-SeedanceVideo a, b -Force -Metadata -WhatIf")]
    [InlineData("'a', 'b' | Wait-SeedanceTask | Save-SeedanceVideo -Force -WhatIf")]
    [InlineData("$WhatIfPreference = $true; Save-SeedanceVideo a, b -Destination new -Force")]
    public void WhatIf_changes_no_file_and_downloads_nothing(string script)
    {
        AddTasks("a", "b");
        File.WriteAllText(InFolder("a.mp4"), "an older video");
        File.WriteAllText(InFolder("b.mp4.part"), "half of it");
        var before = Snapshot();

        var result = Engine.Run(script);

        Assert.Null(result.Thrown);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal(before, Snapshot());
        Assert.Equal(0, Emulator.CountDownloads("a") + Emulator.CountDownloads("b"));
    }

    [Fact]
    public void WhatIf_shows_the_path_of_each_video()
    {
        AddTasks("a", "b");
        var host = new RecordingHost();
        using var engine = new Engine(Emulator, Folder, host);

        engine.Run("Save-SeedanceVideo a, b -WhatIf");

        Assert.Contains(InFolder("a.mp4"), host.Transcript, StringComparison.Ordinal);
        Assert.Contains(InFolder("b.mp4"), host.Transcript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$ids | Save-SeedanceVideo -Confirm")]
    [InlineData("Save-SeedanceVideo $ids -Wait -Confirm -Metadata")]
    [InlineData("$ids | Wait-SeedanceTask | Save-SeedanceVideo -Confirm -Force")]
    public void Confirm_prompts_once_per_video(string script)
    {
        AddTasks("a", "b", "c");
        var host = new RecordingHost();
        using var engine = new Engine(Emulator, Folder, host);

        var result = engine.Run($"$ids = 'a', 'b', 'c'; {script}");

        Assert.Empty(result.Errors);
        Assert.Equal(3, host.Prompts);
        Assert.Equal(3, result.Output.Count);
    }

    [Fact]
    public void Confirm_does_not_prompt_for_an_existing_video()
    {
        AddTasks("a", "b");
        var host = new RecordingHost();
        using var engine = new Engine(Emulator, Folder, host);
        engine.Run("Save-SeedanceVideo a");

        engine.Run("Save-SeedanceVideo a, b -Confirm");

        Assert.Equal(1, host.Prompts);
    }

    [Theory]
    [InlineData("-WhatIf", 0)]
    [InlineData("-Confirm", 2)]
    [InlineData("-Confirm -Force", 2)]
    [InlineData("-Confirm -Wait", 2)]
    public void Declined_saves_leave_the_folder_unchanged(string options, int prompts)
    {
        AddTasks("complete", "new");
        Engine.Run("Save-SeedanceVideo complete");
        File.WriteAllText(InFolder("complete.mp4.part.json"), "{}");
        File.WriteAllText(InFolder("new.mp4.part"), "half of it");
        File.WriteAllText(InFolder("new.mp4.part.json"), "{}");
        var before = Snapshot();
        var host = new RecordingHost(choice: 2);
        using var engine = new Engine(Emulator, Folder, host);

        var result = engine.Run($"Save-SeedanceVideo complete, new -Metadata {options}");

        Assert.Null(result.Thrown);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal(prompts, host.Prompts);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void A_declined_save_does_not_create_the_destination()
    {
        AddTasks("a");
        using var engine = new Engine(Emulator, Folder, new RecordingHost(choice: 2));
        engine.Run("Save-SeedanceVideo a -Destination new/folder -Confirm");
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void A_confirmed_save_creates_the_destination()
    {
        AddTasks("a");
        using var engine = new Engine(Emulator, Folder, new RecordingHost());
        Assert.Single(engine.Run("Save-SeedanceVideo a -Destination new/folder -Confirm").Output);
    }

    [Theory]
    [InlineData("$ConfirmPreference = 'Low'; Save-SeedanceVideo a", 1)]
    [InlineData("$ConfirmPreference = 'Medium'; Save-SeedanceVideo a", 1)]
    [InlineData("$ConfirmPreference = 'Medium'; Save-SeedanceVideo a -Confirm:$false", 0)]
    [InlineData("$ConfirmPreference = 'None'; Save-SeedanceVideo a", 0)]
    [InlineData("Save-SeedanceVideo a -Verbose -Debug", 0)]
    [InlineData("Save-SeedanceVideo a -Verbose", 0)]
    public void ConfirmPreference_decides_about_the_prompt(string script, int prompts)
    {
        AddTasks("a");
        var host = new RecordingHost();
        using var engine = new Engine(Emulator, Folder, host);
        Assert.Single(engine.Run(script).Output);
        Assert.Equal(prompts, host.Prompts);
    }

    private string[] Snapshot() =>
    [
        .. Directory.GetFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(e => $"{e} {File.GetLastWriteTimeUtc(e):O} {(File.Exists(e) ? File.ReadAllText(e) : "folder")}"),
    ];
}
