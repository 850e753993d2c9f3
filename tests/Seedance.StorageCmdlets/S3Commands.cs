using System.Collections;
using System.Management.Automation;
using Amazon.S3;
using Amazon.S3.Model;

namespace StorageCmdlets;

/// <summary>Lists objects.</summary>
[Cmdlet(VerbsCommon.Get, "S3ObjectV2")]
[OutputType(typeof(S3Object))]
public sealed class GetS3ObjectV2Command : S3Command
{
    /// <summary>The beginning of the keys.</summary>
    [Parameter(Position = 1)]
    public string? Prefix { get; set; }

    /// <summary>The number of keys in each response.</summary>
    [Parameter]
    [Alias("MaxItems", "MaxKeys")]
    public int? MaxKey { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var request = new ListObjectsV2Request { BucketName = BucketName, Prefix = Prefix, MaxKeys = MaxKey };
        var response = Send(client => client.ListObjectsV2Async(request));
        WriteObject(response.S3Objects ?? [], enumerateCollection: true);
    }
}

/// <summary>The metadata of an object.</summary>
[Cmdlet(VerbsCommon.Get, "S3ObjectMetadata")]
[OutputType(typeof(GetObjectMetadataResponse))]
public sealed class GetS3ObjectMetadataCommand : S3Command
{
    /// <summary>The key of the object.</summary>
    [Parameter(Position = 1)]
    public string? Key { get; set; }

    /// <summary>ENABLED asks for the checksum too.</summary>
    [Parameter]
    public ChecksumMode? ChecksumMode { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(Send(client => client.GetObjectMetadataAsync(
        new GetObjectMetadataRequest { BucketName = BucketName, Key = Key, ChecksumMode = ChecksumMode })));
}

/// <summary>Uploads a file.</summary>
[Cmdlet(VerbsCommunications.Write, "S3Object", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class WriteS3ObjectCommand : S3Command
{
    /// <summary>The key of the object.</summary>
    [Parameter(Position = 1)]
    public string? Key { get; set; }

    /// <summary>The path of the file.</summary>
    [Parameter(Position = 2, Mandatory = true)]
    public string File { get; set; } = "";

    /// <summary>The media type.</summary>
    [Parameter]
    public string? ContentType { get; set; }

    /// <summary>The checksum that the service compares with its own.</summary>
    [Parameter]
    public ChecksumAlgorithm? ChecksumAlgorithm { get; set; }

    /// <summary>The user metadata.</summary>
    [Parameter]
    public Hashtable Metadata { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var key = Key ?? Path.GetFileName(File);
        var fault = UploadFault.Of(key);
        using var content = fault.Open(GetUnresolvedProviderPathFromPSPath(File));
        var request = new PutObjectRequest
        {
            BucketName = BucketName,
            Key = key,
            InputStream = content,
            ContentType = ContentType,
            ChecksumAlgorithm = ChecksumAlgorithm,
            // s3rver stores the framing of aws-chunked as content.
            UseChunkEncoding = false,
        };
        // What is no plain string is lost without an error in AWS.Tools, too.
        foreach (DictionaryEntry entry in Metadata) request.Metadata[entry.Key as string] = entry.Value as string;
        if (!ShouldProcess(BucketName, "Write-S3Object (PutObject)")) return;
        Send(client => client.PutObjectAsync(request), fault.IsRefused ? "http://127.0.0.1:1" : null);
    }
}

/// <summary>Downloads an object.</summary>
[Cmdlet(VerbsCommunications.Read, "S3Object")]
public sealed class ReadS3ObjectCommand : S3Command
{
    /// <summary>The key of the object.</summary>
    [Parameter(Position = 1, Mandatory = true)]
    public string Key { get; set; } = "";

    /// <summary>The path of the file.</summary>
    [Parameter(Position = 2, Mandatory = true)]
    public string File { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Send(async client =>
    {
        using var response = await client.GetObjectAsync(BucketName, Key);
        await response.WriteResponseStreamToFileAsync(
            GetUnresolvedProviderPathFromPSPath(File), append: false, CancellationToken.None);
        return response.ContentLength;
    });
}
