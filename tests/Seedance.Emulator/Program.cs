using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Seedance.Emulator;
using Seedance.Emulator.Videos;

const string Usage = """
    Emulates the Seedance service on a local port.

    dotnet run --project tests/Seedance.Emulator -- [--port N] [--key TEXT] [--tasks N] [--parent PID]

      --port    the port on 127.0.0.1; 0 (default) picks a free one
      --key     the key to accept; default emulator-key
      --tasks   the number of demo tasks at the start; default 3
      --parent  ends when the process with this id ends
    """;

var options = new EmulatorOptions();
var tasks = 3;
int? parent = null;
for (var i = 0; i < args.Length; i += 2)
{
    var value = i + 1 < args.Length ? args[i + 1] : null;
    switch (args[i])
    {
        case "--port" when int.TryParse(value, CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65535:
            options = options with { Port = port };
            break;
        case "--key" when !string.IsNullOrEmpty(value):
            options = options with { ApiKey = value };
            break;
        case "--tasks" when int.TryParse(value, CultureInfo.InvariantCulture, out var count) && count >= 0:
            tasks = count;
            break;
        case "--parent" when int.TryParse(value, CultureInfo.InvariantCulture, out var id) && id > 0:
            parent = id;
            break;
        default:
            Console.Error.WriteLine(Usage);
            return args[i] is "--help" or "-h" ? 0 : 2;
    }
}

var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

EmulatorServer emulator;
try
{
    emulator = await EmulatorServer.StartAsync(options);
}
catch (IOException e)
{
    Console.Error.WriteLine($"The emulator cannot listen on port {options.Port}: {e.Message}");
    return 1;
}

await using (emulator)
{
    EmulatedVideo[] videos = [SampleVideos.WithAudio, SampleVideos.NoAudioMoovLast, SampleVideos.Fragmented];
    var ids = Enumerable.Range(0, tasks).Select(i => emulator.Add(new EmulatedTask($"video_{Guid.NewGuid()}")
    {
        QueuedFor = TimeSpan.FromSeconds(1 + i % 3),
        ProcessingFor = TimeSpan.FromSeconds(2 + 2 * (i % 3)),
        Video = videos[i % videos.Length],
    }).Id).ToArray();

    var list = string.Join(", ", ids.Select(id => $"'{id}'"));
    Console.WriteLine($"""
        The emulated service listens at {emulator.BaseUri}
        Key: {options.ApiKey}
        Tasks, finished within 10 seconds:
        {string.Join(Environment.NewLine, ids.Select(id => "  " + id))}

        Paste into PowerShell:

        $env:SEEDANCE_BASE_URI = '{emulator.BaseUri}'
        $env:SEEDANCE_API_KEY = '{options.ApiKey.Replace("'", "''", StringComparison.Ordinal)}'
        {list} | Wait-SeedanceTask -PollIntervalSec 1 | Save-SeedanceVideo -Destination ./videos

        Ctrl+C stops the emulator.
        """);
    await Task.WhenAny(stopped.Task, EndOfAsync(parent));
}

return 0;

// A killed test cannot stop its emulator, so the emulator watches its parent.
static async Task EndOfAsync(int? processId)
{
    if (processId is null) await Task.Delay(Timeout.Infinite);
    try
    {
        using var process = Process.GetProcessById(processId!.Value);
        await process.WaitForExitAsync();
    }
    catch (ArgumentException)
    {
        // The parent has already ended.
    }
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopped.TrySetResult();
}
