namespace Seedance.Client.Tests.Saving.Files;

/// <summary>A test with its own empty folder.</summary>
public abstract class TemporaryFolderTest : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("seedance-test-").FullName;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(Folder, recursive: true);
    }

    protected string InFolder(string name) => Path.Combine(Folder, name);

    /// <summary>The names and contents of all files, to compare them later.</summary>
    protected IReadOnlyList<string> Snapshot() =>
        [.. Directory.GetFiles(Folder).Order(StringComparer.Ordinal)
            .Select(f => $"{Path.GetFileName(f)} {Convert.ToHexString(File.ReadAllBytes(f))}")];
}
