using System.Globalization;
using System.Security.Cryptography;
using Seedance.Api;
using Seedance.Saving;
using Seedance.Waiting;

namespace Seedance.DesktopCheck;

/// <summary>Checks the main job, and each fault of the service and of the storage host separately.</summary>
internal sealed class Checks(EmulatedService service, string folder)
{
    // Faults of one response, after which the video is saved completely.
    private static readonly string[] QueryFaults =
    [
        "status:500", "status:429", "status:503", "empty", "html", "broken-json", "body", "code:500", "reset",
        "cut-off",
        "hang", "stall", "deep", "huge", "declared-huge", "error-page", "broken-compression", "wrong-id",
    ];

    // Responses in undocumented forms, which are read correctly every time.
    private static readonly string[] QueryForms =
    [
        "gzip", "bom", "envelope", "numbers-as-strings", "upper-case", "synonyms", "result-url", "url", "unescaped-url",
        "extra-fields", "no-id",
    ];

    private static readonly string[] VideoFaults =
    [
        "status:503", "status:429", "expired", "html", "xml-error", "empty", "redirect", "truncate", "reset",
        "short-length",
        "stall", "hang", "ignore-range", "no-ranges", "range-416", "moved-range", "changed-object", "no-validators",
        "weak-etag", "chunked", "extra-bytes", "broken-boxes", "md5", "wrong-md5", "sha256", "wrong-sha256", "crc64",
        "wrong-crc64",
    ];

    private static readonly (string Fault, Failure Failure)[] FinalErrors =
    [
        ("unauthorized", Failure.AuthenticationFailed), ("unknown", Failure.TaskNotFound),
        ("not-found", Failure.EndpointNotFound), ("redirect", Failure.RedirectRefused),
    ];

    public IEnumerable<(string Name, Func<Task> Run)> All()
    {
        yield return ("wait for five tasks and save their videos", MainJobAsync);
        yield return ("skip a complete video without a download", SkipAsync);
        yield return ("continue a partial file", ContinueAsync);
        foreach (var fault in QueryFaults)
            yield return ($"query fault {fault}", () => SaveAsync("queryFaults", fault, 1));
        foreach (var form in QueryForms)
            yield return ($"response form {form}", () => SaveAsync("queryFaults", form, int.MaxValue));
        foreach (var fault in VideoFaults)
            yield return ($"video fault {fault}", () => SaveAsync("videoFaults", fault, 1));
        foreach (var (fault, failure) in FinalErrors) yield return ($"error {fault}", () => FailAsync(fault, failure));
    }

    private async Task MainJobAsync()
    {
        var ids = Enumerable.Range(1, 5).Select(i => $"main_{i}").ToArray();
        foreach (var id in ids) await service.AddAsync(id, "\"processingPolls\":1,\"video\":\"fragmented\"");

        var client = Client();
        var waiter = new TaskWaiter(
            client, new TaskWaiterOptions { Schedule = new PollSchedule(TimeSpan.FromMilliseconds(50)) });
        foreach (var id in ids) waiter.Add(id);
        waiter.Complete();
        var results = new List<WaitResult>();
        await waiter.RunAsync(results.Add, CancellationToken.None);

        Require(results.Count == ids.Length, $"{results.Count} results");
        foreach (var result in results)
        {
            Require(result.Task is not null, $"{result.Id}: {result.Error?.Message}");
            await SaveAndCompareAsync(client, result.Task!);
        }
    }

    private async Task SkipAsync()
    {
        await service.AddAsync("skipped");
        var client = Client();
        var task = await client.GetTaskAsync("skipped");
        await SaveAndCompareAsync(client, task);
        var again = await new VideoDownloader(client, Options())
            .SaveAsync(task, PathOf("skipped"), null, CancellationToken.None);
        Require(again.Skipped, "the second save downloaded it again");
        Require((await service.FactsAsync("skipped")).Downloads == 1, "there was more than one download");
    }

    private async Task ContinueAsync()
    {
        await service.AddAsync("continued", "\"videoFaults\":[{\"name\":\"truncate\",\"times\":1}]");
        var client = Client();
        var task = await client.GetTaskAsync("continued");
        var impatient = new SeedanceClient(client.Options with { MaximumRetryCount = 0 });
        try
        {
            await new VideoDownloader(impatient, Options())
                .SaveAsync(task, PathOf("continued"), null, CancellationToken.None);
            throw new InvalidOperationException("the truncated download succeeded");
        }
        catch (SeedanceException)
        {
            Require(File.Exists(PathOf("continued") + ".part"), "there is no partial file");
        }

        await SaveAndCompareAsync(client, task);
        Require(Directory.GetFiles(folder, "continued.mp4*").Length == 1, "files are left beside the video");
    }

    private async Task SaveAsync(string kind, string fault, int times)
    {
        var id = $"{kind}_{fault.Replace(':', '_')}";
        var parts = fault.Split(':');
        var argument = parts.Length > 1 ? $",\"argument\":\"{parts[1]}\"" : "";
        await service.AddAsync(
            id,
            $"\"{kind}\":[{{\"name\":\"{parts[0]}\","
            + $"\"times\":{times.ToString(CultureInfo.InvariantCulture)}{argument}}}]");
        var client = Client();
        await SaveAndCompareAsync(client, await client.GetTaskAsync(id));
    }

    private async Task FailAsync(string fault, Failure expected)
    {
        await service.AddAsync(fault, $"\"queryFaults\":[{{\"name\":\"{fault}\",\"times\":{int.MaxValue}}}]");
        try
        {
            await Client().GetTaskAsync(fault);
        }
        catch (SeedanceException e)
        {
            Require(e.Failure == expected, $"{e.Failure}: {e.Message}");
            return;
        }

        throw new InvalidOperationException("there was no error");
    }

    private async Task SaveAndCompareAsync(SeedanceClient client, SeedanceTask task)
    {
        await new VideoDownloader(client, Options()).SaveAsync(task, PathOf(task.Id), null, CancellationToken.None);
        using var sha256 = SHA256.Create();
        using var file = File.OpenRead(PathOf(task.Id));
        var hash = string.Concat(sha256.ComputeHash(file).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
        Require(hash == (await service.FactsAsync(task.Id)).Sha256, "the saved bytes are not those of the service");
    }

    private SeedanceClient Client() => new(new SeedanceClientOptions
    {
        BaseUri = service.BaseUri,
        ApiKey = new System.Net.NetworkCredential("", "emulator-key").SecurePassword,
        RetryInterval = TimeSpan.FromMilliseconds(10),
        RequestTimeout = TimeSpan.FromSeconds(3),
    });

    private static SaveOptions Options() => new() { StallTimeout = TimeSpan.FromSeconds(3) };

    private string PathOf(string id) => Path.Combine(folder, id + ".mp4");

    private static void Require(bool condition, string message)
    {
        if (!condition) throw new InvalidOperationException(message);
    }
}
