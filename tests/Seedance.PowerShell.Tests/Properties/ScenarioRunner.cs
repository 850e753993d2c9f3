using System.Management.Automation;
using System.Security.Cryptography;
using Seedance.Emulator;
using Seedance.Emulator.Videos;

namespace Seedance.PowerShell.Tests.Properties;

/// <summary>Runs a scenario in the real engine, over real HTTP, and checks the invariants.</summary>
internal sealed class ScenarioRunner(EmulatorServer emulator, Engine engine, Scenario scenario, string folder)
{
    private const string OtherText = "Notes that belong to the user.";

    // Much longer than any scenario needs; a longer run hangs.
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(90);

    private static readonly EmulatedVideo Other = SampleVideos.Generated(333_333, 99);

    // The content of each file before the first run.
    private readonly Dictionary<string, string> _before = [];

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var task in scenario.Tasks) emulator.Add(task);
        WriteExisting();
        foreach (var run in scenario.Runs)
        {
            using var shell = engine.CreateShell(
                $"$ids | {run.Command} -Destination '{folder}' -FileName '{scenario.FileName}' -Verbose");
            engine.Session.SetVariable("ids", scenario.Records.Select(r => scenario.Tasks[r].Id).ToArray());
            using var output = new PSDataCollection<PSObject>();
            var isStopped = await RunAsync(shell, output, run, cancellationToken);
            CheckSecrets(shell);
            CheckFiles();
            CheckResults(output);
            if (!isStopped) CheckCount(shell, output);
        }
    }

    // True when it was stopped.
    private async Task<bool> RunAsync(
        System.Management.Automation.PowerShell shell,
        PSDataCollection<PSObject> output,
        Run run,
        CancellationToken cancellationToken)
    {
        var running = Task.Factory.FromAsync(shell.BeginInvoke<PSObject, PSObject>(null, output), shell.EndInvoke);
        var limit = Task.Delay(RunLimit, cancellationToken);
        var isStopped = false;
        if (run.StopAfterBytes is { } bytes)
        {
            var first = scenario.Tasks[scenario.Records[0]].Id;
            using var stopWaiting = new CancellationTokenSource();
            var sent = emulator.WaitForBytesAsync(first, bytes, stopWaiting.Token);
            isStopped = await Task.WhenAny(running, limit, sent) == sent;
            await stopWaiting.CancelAsync();
            if (isStopped) await Task.Factory.FromAsync(shell.BeginStop(null, null), shell.EndStop);
        }

        Assert.True(await Task.WhenAny(running, limit) == running, "The pipeline did not end.");
        try
        {
            await running;
        }
        catch (PipelineStoppedException) when (isStopped)
        {
        }

        return isStopped;
    }

    private void CheckCount(System.Management.Automation.PowerShell shell, PSDataCollection<PSObject> output)
    {
        Assert.Equal(scenario.Records.Count, output.Count + shell.Streams.Error.Count);
        var saved = output.Select(o => (string)o.Properties["TaskId"].Value);
        var failed = shell.Streams.Error.Select(e => (string)e.TargetObject);
        Assert.Equal(scenario.Records.Select(r => scenario.Tasks[r].Id).Order(), saved.Concat(failed).Order());
    }

    private void CheckResults(PSDataCollection<PSObject> output)
    {
        foreach (var video in output)
        {
            var id = (string)video.Properties["TaskId"].Value;
            var path = (string)video.Properties["Path"].Value;
            var allowed = ContentsOf(id);
            var isSkipped = (bool)video.Properties["Skipped"].Value;
            if (!isSkipped) Assert.Contains((string)video.Properties["Sha256"].Value, allowed);
            // A skipped file is identified by its name when that contains the id, otherwise by its length.
            if (isSkipped && scenario.NameHoldsId && _before.TryGetValue(path, out var before))
                allowed = [.. allowed, before];
            Assert.Contains(Sha256Of(path), allowed);
        }
    }

    private void CheckFiles()
    {
        var everything = scenario.Tasks.SelectMany(t => ContentsOf(t.Id)).ToArray();
        foreach (var path in Directory.GetFiles(folder, "*.mp4"))
        {
            // When the name contains the id, only the contents of this task are correct.
            var name = Path.GetFileName(path);
            var owner = scenario.Tasks.FirstOrDefault(t => name.Contains(t.Id, StringComparison.Ordinal));
            var allowed = owner is null ? everything : ContentsOf(owner.Id);
            if (_before.TryGetValue(path, out var before)) allowed = [.. allowed, before];
            Assert.Contains(Sha256Of(path), allowed);
        }
    }

    private void CheckSecrets(System.Management.Automation.PowerShell shell)
    {
        var texts = shell.Streams.Error.Select(e => e + " " + e.Exception)
            .Concat(shell.Streams.Warning.Select(w => w.Message))
            .Concat(shell.Streams.Verbose.Select(v => v.Message))
            .Concat(Directory.GetFiles(folder, "*.json").Select(ReleasedFile.ReadText));
        foreach (var text in texts)
        {
            Assert.DoesNotContain("X-Tos-Signature=", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(new EmulatorOptions().ApiKey, text, StringComparison.Ordinal);
        }
    }

    private string[] ContentsOf(string id)
    {
        var video = scenario.Tasks.Single(t => t.Id == id).Video;
        return [video.Sha256, video.Changed.Sha256];
    }

    private void WriteExisting()
    {
        if (scenario.Existing == ExistingFile.None) return;
        for (var record = 0; record < scenario.Records.Count; record++)
        {
            var task = scenario.Tasks[scenario.Records[record]];
            var name = scenario.FileName.Replace("{Id}", task.Id, StringComparison.Ordinal)
                .Replace("{Index}", $"{record + 1}", StringComparison.Ordinal)
                .Replace("{Model}", task.Model, StringComparison.Ordinal);
            var path = Path.Combine(folder, name.EndsWith(".mp4", StringComparison.Ordinal) ? name : name + ".mp4");
            File.WriteAllBytes(path, ExistingContent(task));
            _before[path] = Sha256Of(path);
        }
    }

    private byte[] ExistingContent(EmulatedTask task) => scenario.Existing switch
    {
        ExistingFile.SameVideo => BytesOf(task.Video, 1),
        ExistingFile.HalfVideo => BytesOf(task.Video, 2),
        ExistingFile.OtherVideo => BytesOf(Other, 1),
        _ => System.Text.Encoding.UTF8.GetBytes(OtherText),
    };

    private static byte[] BytesOf(EmulatedVideo video, int divisor)
    {
        using var stream = video.Open();
        var bytes = new byte[video.Length / divisor];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string Sha256Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
