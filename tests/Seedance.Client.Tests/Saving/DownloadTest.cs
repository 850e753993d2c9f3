using System.Security.Cryptography;
using Seedance.Api;
using Seedance.Client.Tests.Api;
using Seedance.Emulator;
using Seedance.Emulator.Videos;
using Seedance.Saving;
using Seedance.Saving.Download;

namespace Seedance.Client.Tests.Saving;

/// <summary>
/// A test that saves videos with the library alone: an emulator, a virtual clock and its own folder.
/// </summary>
public abstract class DownloadTest : ServiceTest
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("seedance-test-").FullName;

    internal List<SaveNotice> Notices { get; } = [];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        Directory.Delete(Folder, recursive: true);
    }

    internal SaveOptions Options => new() { OnNotice = Notices.Add };

    internal string PathOf(string id) => Path.Combine(Folder, id + ".mp4");

    internal EmulatedTask Add(EmulatedTask task) => Emulator.Add(task);

    internal async Task<SavedVideo> SaveAsync(
        SeedanceClient client, string id, DownloadMeter? meter = null, SaveOptions? options = null)
    {
        var task = await client.QueryAsync(id, Cancellation);
        return await new VideoDownloader(client, options ?? Options).SaveAsync(task, PathOf(id), meter, Cancellation);
    }

    internal void AssertSaved(EmulatedVideo video, string id)
    {
        Assert.Equal(video.Sha256, Sha256Of(PathOf(id)));
        Assert.Equal([id + ".mp4"], Directory.GetFiles(Folder).Select(Path.GetFileName));
    }

    internal static string Sha256Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
