using System.Globalization;
using System.Net;
using Seedance;
using Seedance.Api;
using Seedance.Saver;
using Seedance.Saving;

// Seedance.Saver create BASE-URL JOURNAL COUNT: creates tasks and writes a line when all have a result.
if (args[0] == "create")
    return await TaskCreation.RunAsync(args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture));

// Seedance.Saver BASE-URL ID FILE: saves one video and writes its result; each notice is its own line.
var client = new SeedanceClient(new SeedanceClientOptions
{
    BaseUri = ServiceBaseUri.Parse(args[0]),
    ApiKey = new NetworkCredential("", "emulator-key").SecurePassword,
    RetryInterval = TimeSpan.FromMilliseconds(10),
});
var options = new SaveOptions { OnNotice = notice => Console.WriteLine($"notice {notice.Message}") };
try
{
    var task = await client.GetTaskAsync(args[1]);
    var saved = await new VideoDownloader(client, options).SaveAsync(task, args[2], null, CancellationToken.None);
    Console.WriteLine(saved.Skipped ? "skipped" : $"saved {saved.Sha256}");
    return 0;
}
catch (SeedanceException e)
{
    Console.WriteLine($"failed {e.Failure} {e.Message}");
    return 1;
}
