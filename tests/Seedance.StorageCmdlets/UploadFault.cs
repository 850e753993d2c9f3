using System.Management.Automation;

namespace StorageCmdlets;

/// <summary>
/// What goes wrong with an upload, by the environment variable STORAGE_CMDLETS_FAULT: "KIND|NAME" or "hold|NAME|FILE",
/// where NAME is a wildcard for the names of objects.
/// </summary>
internal sealed class UploadFault
{
    private readonly string _kind;
    private readonly string _marker;

    private UploadFault(string kind, string marker)
    {
        _kind = kind;
        _marker = marker;
    }

    /// <summary>The upload goes to a port at which nothing listens.</summary>
    public bool IsRefused => _kind == "refuse";

    /// <summary>The fault of an object's upload.</summary>
    public static UploadFault Of(string objectName)
    {
        var parts = (Environment.GetEnvironmentVariable("STORAGE_CMDLETS_FAULT") ?? "").Split('|');
        return parts.Length > 1 && new WildcardPattern(parts[1]).IsMatch(objectName)
            ? new UploadFault(parts[0], parts.Length > 2 ? parts[2] : "")
            : new UploadFault("", "");
    }

    /// <summary>The content that is sent in place of the file's.</summary>
    public Stream Open(string path)
    {
        if (_kind == "hold")
        {
            // The test kills this process once the marker is there.
            File.WriteAllText(_marker, path);
            Thread.Sleep(Timeout.Infinite);
        }

        if (_kind is not ("truncate" or "corrupt")) return File.OpenRead(path);
        var bytes = File.ReadAllBytes(path);
        if (_kind == "truncate") return new MemoryStream(bytes, 0, bytes.Length - 1);
        bytes[^1] ^= 1;
        return new MemoryStream(bytes);
    }
}
