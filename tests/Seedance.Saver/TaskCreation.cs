using System.Net;
using Seedance.Api;
using Seedance.Creating;

namespace Seedance.Saver;

/// <summary>Creates tasks with the prompts and keys row 0, row 1, …, several at a time.</summary>
internal static class TaskCreation
{
    private const int ThrottleLimit = 16;

    public static async Task<int> RunAsync(string baseUrl, string journalPath, int count)
    {
        var client = new SeedanceClient(new SeedanceClientOptions
        {
            BaseUri = ServiceBaseUri.Parse(baseUrl),
            ApiKey = new NetworkCredential("", "emulator-key").SecurePassword,
            RetryInterval = TimeSpan.FromMilliseconds(1),
        });
        using var journal = CreationJournal.Open(journalPath);
        var creator = new TaskCreator(client, journal);
        var (created, failed) = (0, 0);
        await Parallel.ForAsync(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = ThrottleLimit }, async (row, stop) =>
        {
            try
            {
                await creator.CreateAsync(
                    $"row {row}", CreationBody.Of(new CreationRequest { Prompt = $"row {row}" }), stop);
                Interlocked.Increment(ref created);
            }
            catch (SeedanceException)
            {
                Interlocked.Increment(ref failed);
            }
        });
        Console.WriteLine($"created {created}, failed {failed}");
        return 0;
    }
}
