using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Seedance.Client.Tests.Saving;
using Seedance.Creating;
using Seedance.Emulator;

namespace Seedance.Client.Tests.Creating;

/// <summary>
/// Processes that create tasks at one emulator with one journal: killed at random times, and several at a time.
/// SEEDANCE_STRESS_ROWS and SEEDANCE_STRESS_KILLS set a larger scale.
/// </summary>
public sealed class CreatorProcessTests : CreatorTest
{
    private const int ProcessesAtOnce = 8;
    private const int RowsOfProcesses = 200;

    private static readonly Fault[] Faults =
    [
        Seedance.Emulator.Fault.Of("response-lost"),
        Seedance.Emulator.Fault.Of("reset"),
        Seedance.Emulator.Fault.Of("status-after-creation", argument: "500"),
        Seedance.Emulator.Fault.Of("status-after-creation", argument: "504"),
        Seedance.Emulator.Fault.Of("half-body"),
        Seedance.Emulator.Fault.Of("status", argument: "503"),
        Seedance.Emulator.Fault.Of("concurrency-limit"),
        Seedance.Emulator.Fault.Of("rejected"),
    ];

    private readonly Lock _lock = new();
    private int _requests;
    private int _awaitedRequests = int.MaxValue;
    private TaskCompletionSource _reached = new();

    [Fact]
    public async Task Killed_processes_create_no_task_twice_and_the_journal_misses_none()
    {
        var rows = Setting("SEEDANCE_STRESS_ROWS", 600);
        var kills = Setting("SEEDANCE_STRESS_KILLS", 6);
        var random = new Random(20260330);
        Fault = (_, _) => NextFault(random);
        var killed = 0;
        while (killed < kills)
        {
            using var process = Start(rows);
            // The kills are distributed over the whole run; a process without remaining requests is killed at its end.
            var reached = AwaitRequests(random, rows / kills);
            var exited = process.WaitForExitAsync(Cancellation);
            if (await Task.WhenAny(reached, exited) == exited) break;
            process.Kill();
            await exited;
            killed++;
        }

        using (var last = Start(rows))
        {
            Assert.StartsWith(
                "created", await last.StandardOutput.ReadLineAsync(Cancellation), StringComparison.Ordinal);
            await last.WaitForExitAsync(Cancellation);
        }

        Assert.True(killed >= kills / 2, $"{killed} processes were killed");
        AssertNothingTwiceAndNothingMissing(rows);
        Assert.Contains(Open().Entries(), e => e.IsUnknown);
        var again = await CountRequestsSentAgainAsync();
        TestContext.Current.SendDiagnosticMessage($"{killed} kills, {again} requests sent again after a rejection");
    }

    [Fact]
    public async Task Eight_processes_with_one_journal_create_each_task_once_and_lose_no_line()
    {
        var processes = Enumerable.Range(0, ProcessesAtOnce).Select(_ => Start(RowsOfProcesses)).ToArray();
        foreach (var process in processes)
        {
            using (process)
            {
                Assert.StartsWith(
                    "created", await process.StandardOutput.ReadLineAsync(Cancellation), StringComparison.Ordinal);
                await process.WaitForExitAsync(Cancellation);
            }
        }

        AssertNothingTwiceAndNothingMissing(RowsOfProcesses);
        Assert.Equal(RowsOfProcesses, Emulator.CreatedTasks.Count);
        var lines = (await ReadLinesAsync())
            .Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(2 * RowsOfProcesses, lines.Length);
        Assert.All(lines.GroupBy(l => l.GetProperty("key").GetString()), key => Assert.Equal(
            ["intent", "created"], key.Select(l => l.GetProperty("event").GetString())));
    }

    private void AssertNothingTwiceAndNothingMissing(int rows)
    {
        var journal = Open();
        Assert.All(Enumerable.Range(0, rows), row => Assert.InRange(Emulator.CountCreations($"row {row}"), 0, 1));
        Assert.All(Emulator.CreatedTasks, task =>
        {
            var entry = journal.Find(task.Prompt);
            Assert.NotNull(entry);
            Assert.True(
                entry.IsUnknown
                || entry.TaskId == task.Id, $"{task.Prompt}: {entry.State}, {entry.TaskId}, not {task.Id}");
        });
        Assert.Equal(rows, journal.Entries().Count);
    }

    // Asserts that a second request of a key is recorded only after a rejection of the one before it.
    private async Task<int> CountRequestsSentAgainAsync()
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        var again = 0;
        foreach (var line in await ReadLinesAsync())
        {
            if (ReadEvent(line) is not var (key, happened)) continue;
            if (happened == "intent" && last.TryGetValue(key, out var before))
            {
                Assert.True(before == "rejected", $"'{key}' was sent again after '{before}'");
                again++;
            }

            last[key] = happened;
        }

        return again;
    }

    // Null for a line that was cut off when its process was killed.
    private static (string Key, string Event)? ReadEvent(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var fields = json.RootElement;
            return (fields.GetProperty("key").GetString()!, fields.GetProperty("event").GetString()!);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A fifth of all requests have a fault.
    private Fault? NextFault(Random random)
    {
        lock (_lock)
        {
            if (++_requests >= _awaitedRequests) _reached.TrySetResult();
            return random.Next(5) == 0 ? Faults[random.Next(Faults.Length)] : null;
        }
    }

    private Task AwaitRequests(Random random, int atMost)
    {
        lock (_lock)
        {
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaitedRequests = _requests + 1 + random.Next(atMost);
            return _reached.Task;
        }
    }

    private Process Start(int rows) => Process.Start(new ProcessStartInfo(
        SaverProcess.ProgramPath,
        ["create", Emulator.BaseUri.AbsoluteUri, JournalPath, rows.ToString(CultureInfo.InvariantCulture)])
    {
        RedirectStandardOutput = true,
    })!;

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value)
            ? value : otherwise;
}
