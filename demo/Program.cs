using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Seedance.Demo;
using Seedance.Emulator;
using Seedance.Emulator.Videos;

// The main job without a key and without an installed PowerShell: the emulator replaces the service, and the PowerShell
// engine (a NuGet package) runs the module that dotnet build has put into out/Seedance.
var folder = Path.GetFullPath(args.Length > 0 ? args[0] : "videos");
await using var emulator = await EmulatorServer.StartAsync();
var samples = new[] { SampleVideos.WithAudio, SampleVideos.NoAudioMoovLast, SampleVideos.Fragmented };
for (var i = 0; i < samples.Length; i++)
{
    emulator.Add(new EmulatedTask($"video_demo-{i + 1}")
    {
        Video = samples[i],
        QueuedFor = TimeSpan.FromSeconds(1),
        ProcessingFor = TimeSpan.FromSeconds(1 + 2 * i),
    });
}

emulator.Add(new EmulatedTask("video_demo-4")
{
    Outcome = Outcome.Failed,
    Error = "The prompt was rejected by content review.",
});

Environment.SetEnvironmentVariable("SEEDANCE_API_KEY", "emulator-key");
Environment.SetEnvironmentVariable("SEEDANCE_BASE_URI", emulator.BaseUri.AbsoluteUri);

var state = InitialSessionState.CreateDefault2();
if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
var modulePath = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
    .Single(a => a.Key == "ModulePath").Value!;
state.ImportPSModule([modulePath]);
using var runspace = RunspaceFactory.CreateRunspace(new DemoHost(), state);
runspace.Open();
runspace.SessionStateProxy.SetVariable("folder", folder);

Console.WriteLine("Seedance for PowerShell, with the emulator: three videos and one failed task.");
var exitCode = Show("$ids = 'video_demo-1', 'video_demo-2', 'video_demo-3', 'video_demo-4'", expectedErrors: 0)
    + Show("Get-SeedanceTask $ids", expectedErrors: 0)
    + Show("$ids | Wait-SeedanceTask -PollIntervalSec 0.5 | Save-SeedanceVideo -Destination $folder", expectedErrors: 1)
    + Show(
        "Save-SeedanceVideo 'video_demo-1' -Destination $folder   # again: nothing is downloaded twice",
        expectedErrors: 0);

var saved = Directory.GetFiles(folder, "video_demo-*.mp4");
Console.WriteLine();
Console.WriteLine($"{saved.Length} videos in {folder}:");
foreach (var file in saved.Order()) Console.WriteLine($"  {file}");
return exitCode == 0 && saved.Length == 3 ? 0 : 1;

int Show(string command, int expectedErrors)
{
    Console.WriteLine();
    Console.WriteLine($"PS> {command}");
    using var shell = PowerShell.Create();
    shell.Runspace = runspace;
    // Out-Default shows objects with the module's own views, as a console does.
    shell.AddScript(command).AddCommand("Out-Default");
    shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
    var before = ErrorCount();
    shell.Invoke();
    return ErrorCount() - before == expectedErrors ? 0 : 1;
}

int ErrorCount() => ((System.Collections.ArrayList)runspace.SessionStateProxy.GetVariable("Error")).Count;
