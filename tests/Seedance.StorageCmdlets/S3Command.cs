using System.Management.Automation;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace StorageCmdlets;

/// <summary>
/// The parameters that the cmdlets of AWS.Tools.S3 share, and the way in which their errors reach a script.
/// </summary>
public abstract class S3Command : PSCmdlet
{
    /// <summary>The bucket.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string BucketName { get; set; } = "";

    /// <summary>The region, such as eu-central-1.</summary>
    [Parameter]
    public string? Region { get; set; }

    /// <summary>The profile of the credentials; without it they come from the environment.</summary>
    [Parameter]
    public string? ProfileName { get; set; }

    /// <summary>The URL of a service that is compatible with S3.</summary>
    [Parameter]
    public string? EndpointUrl { get; set; }

    /// <summary>The bucket is the first segment of the path, and not a part of the host name.</summary>
    [Parameter]
    public bool ForcePathStyleAddressing { get; set; }

    /// <summary>Runs a request, and reports its failure as AWS.Tools does: wrapped, and terminating.</summary>
    private protected T Send<T>(Func<IAmazonS3, Task<T>> request, string? endpoint = null)
    {
        try
        {
            using var client = CreateClient(endpoint ?? EndpointUrl);
            return request(client).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            var error = new InvalidOperationException(e.Message, e);
            ThrowTerminatingError(
                new ErrorRecord(error, e.GetType().ToString(), ErrorCategory.InvalidOperation, this));
            throw;
        }
    }

    private AmazonS3Client CreateClient(string? endpoint)
    {
        var config = new AmazonS3Config { ForcePathStyle = ForcePathStyleAddressing, MaxErrorRetry = 0 };
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = Region ?? "us-east-1";
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region ?? "us-east-1");
        }

        if (ProfileName is not null) config.Profile = new Profile(ProfileName);
        return new AmazonS3Client(config);
    }
}
