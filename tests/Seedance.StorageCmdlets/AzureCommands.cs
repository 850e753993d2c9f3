using System.Collections;
using System.Management.Automation;
using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace StorageCmdlets;

/// <summary>A storage account.</summary>
/// <param name="ConnectionString">Where it is, and its key.</param>
public sealed record StorageContext(string ConnectionString);

/// <summary>A blob, with the properties of Az.Storage that the runbooks use.</summary>
public sealed record StorageBlob(string Name, long Length, DateTimeOffset? SnapshotTime, BlobProperties BlobProperties);

/// <summary>Makes the context for the other cmdlets.</summary>
[Cmdlet(VerbsCommon.New, "AzStorageContext", DefaultParameterSetName = "OAuthAccount")]
[OutputType(typeof(StorageContext))]
public sealed class NewAzStorageContextCommand : PSCmdlet
{
    /// <summary>The name of the account.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "OAuthAccount")]
    public string StorageAccountName { get; set; } = "";

    /// <summary>Uses the account of Connect-AzAccount, which does not exist here.</summary>
    [Parameter(ParameterSetName = "OAuthAccount")]
    public SwitchParameter UseConnectedAccount { get; set; }

    /// <summary>The connection string.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ConnectionString")]
    public string ConnectionString { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ConnectionString.Length == 0) throw new InvalidOperationException("Run Connect-AzAccount to login.");
        WriteObject(new StorageContext(ConnectionString));
    }
}

/// <summary>The parameters that the blob cmdlets share, and the way in which their errors reach a script.</summary>
public abstract class BlobCommand : PSCmdlet
{
    /// <summary>The container.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("N", "Name")]
    public string Container { get; set; } = "";

    /// <summary>The storage account.</summary>
    [Parameter(Mandatory = true)]
    public StorageContext Context { get; set; } = null!;

    /// <summary>Runs requests, and reports a failure as Az.Storage does: not terminating.</summary>
    private protected void Send(Action<BlobContainerClient> request, bool isRefused = false)
    {
        try
        {
            var options = new BlobClientOptions();
            options.Retry.MaxRetries = 0;
            options.Retry.Mode = RetryMode.Fixed;
            var container = new BlobServiceClient(Context.ConnectionString, options).GetBlobContainerClient(Container);
            if (isRefused) container = new BlobContainerClient(new Uri("http://127.0.0.1:1/account/none"), options);
            request(container);
        }
        catch (RequestFailedException e)
        {
            WriteError(new ErrorRecord(e, e.GetType().Name, ErrorCategory.CloseError, null));
        }
    }

    private protected static StorageBlob Describe(BlobClient blob)
    {
        var properties = blob.GetProperties().Value;
        return new StorageBlob(blob.Name, properties.ContentLength, null, properties);
    }
}

/// <summary>Makes a container.</summary>
[Cmdlet(VerbsCommon.New, "AzStorageContainer")]
public sealed class NewAzStorageContainerCommand : BlobCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Send(container => container.Create());
}

/// <summary>Lists blobs.</summary>
[Cmdlet(VerbsCommon.Get, "AzStorageBlob")]
[OutputType(typeof(StorageBlob))]
public sealed class GetAzStorageBlobCommand : BlobCommand
{
    /// <summary>The beginning of the names.</summary>
    [Parameter]
    public string? Prefix { get; set; }

    /// <summary>The maximum number of blobs.</summary>
    [Parameter]
    public int MaxCount { get; set; } = int.MaxValue;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Send(container =>
    {
        // Snapshots too, as Az.Storage does.
        var items = container.GetBlobs(BlobTraits.Metadata, BlobStates.Snapshots, Prefix, default);
        foreach (var item in items.Take(MaxCount))
        {
            var described = Describe(container.GetBlobClient(item.Name));
            WriteObject(item.Snapshot is null
                ? described
                : described with { SnapshotTime = DateTimeOffset.Parse(item.Snapshot, null) });
        }
    });
}

/// <summary>Uploads a file.</summary>
[Cmdlet(VerbsCommon.Set, "AzStorageBlobContent", SupportsShouldProcess = true)]
[OutputType(typeof(StorageBlob))]
public sealed class SetAzStorageBlobContentCommand : BlobCommand
{
    /// <summary>The path of the file.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [Alias("FullName")]
    public string File { get; set; } = "";

    /// <summary>The name of the blob.</summary>
    [Parameter]
    public string? Blob { get; set; }

    /// <summary>ContentType and other properties.</summary>
    [Parameter]
    public Hashtable Properties { get; set; } = [];

    /// <summary>The user metadata.</summary>
    [Parameter]
    public Hashtable Metadata { get; set; } = [];

    /// <summary>Replaces a blob without a prompt.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = GetUnresolvedProviderPathFromPSPath(File);
        var name = Blob ?? Path.GetFileName(path);
        var fault = UploadFault.Of(name);
        if (!ShouldProcess(name, VerbsCommon.Set)) return;
        Send(
            container =>
            {
                var blob = container.GetBlobClient(name);
                if (!Force && blob.Exists() && !ShouldContinue($"Overwrite {name}?", "")) return;
                using var content = fault.Open(path);
                blob.Upload(content, new BlobUploadOptions
                {
                    HttpHeaders = new BlobHttpHeaders { ContentType = Properties["ContentType"]?.ToString() },
                    Metadata = Metadata.Cast<DictionaryEntry>()
                        .ToDictionary(e => e.Key.ToString()!, e => e.Value?.ToString() ?? ""),
                });
                WriteObject(Describe(blob));
            },
            fault.IsRefused);
    }
}

/// <summary>Downloads a blob.</summary>
[Cmdlet(VerbsCommon.Get, "AzStorageBlobContent")]
public sealed class GetAzStorageBlobContentCommand : BlobCommand
{
    /// <summary>The name of the blob.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    public string Blob { get; set; } = "";

    /// <summary>The path of the file.</summary>
    [Parameter(Mandatory = true)]
    public string Destination { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Send(container =>
        container.GetBlobClient(Blob).DownloadTo(GetUnresolvedProviderPathFromPSPath(Destination)).Dispose());
}
