namespace Seedance;

/// <summary>
/// Everything that can go wrong. The name of a member is the error id that scripts compare with: renaming one breaks
/// them.
/// <see cref="RetryRules"/> states which ones are transient.
/// </summary>
public enum Failure
{
    /// <summary>No API key was given and none was found.</summary>
    ApiKeyMissing,

    /// <summary>The API key holds characters that an HTTP header cannot carry.</summary>
    ApiKeyInvalid,

    /// <summary>A vault was named and SecretManagement is not installed.</summary>
    SecretManagementMissing,

    /// <summary>The vault is locked and cannot be unlocked without a prompt.</summary>
    VaultLocked,

    /// <summary>The vault could not be read.</summary>
    VaultFailed,

    /// <summary>The vault has no such secret.</summary>
    SecretNotFound,

    /// <summary>The base URL is not an absolute http or https URL.</summary>
    BaseUriInvalid,

    /// <summary>The API key would travel unencrypted to another machine.</summary>
    BaseUriInsecure,

    /// <summary>The id is empty or cannot be one path segment.</summary>
    TaskIdInvalid,

    /// <summary>The service refused the API key.</summary>
    AuthenticationFailed,

    /// <summary>The service refused an API key that it had accepted before.</summary>
    AuthenticationLost,

    /// <summary>The service, or a proxy in front of it, forbids the request.</summary>
    AccessDenied,

    /// <summary>The service does not know the id.</summary>
    TaskNotFound,

    /// <summary>The base URL is not the one of the service.</summary>
    EndpointNotFound,

    /// <summary>The service rejected the request; repeating it does not help.</summary>
    RequestRejected,

    /// <summary>The service received too many requests (HTTP 429).</summary>
    RateLimited,

    /// <summary>The service, or a proxy in front of it, is unavailable (HTTP 5xx).</summary>
    ServiceUnavailable,

    /// <summary>The host could not be reached, or the connection broke.</summary>
    ConnectionFailed,

    /// <summary>The service did not respond in time.</summary>
    RequestTimedOut,

    /// <summary>The response cannot be read as a task.</summary>
    ResponseInvalid,

    /// <summary>The response is larger than any response of the service can be.</summary>
    ResponseTooLarge,

    /// <summary>The service redirected an API request; the API key never follows a redirect.</summary>
    RedirectRefused,

    /// <summary>The response describes another task than the requested one.</summary>
    WrongTask,

    /// <summary>The service has returned a status value that this version does not know for an hour.</summary>
    StatusUnknown,

    /// <summary>The task did not become terminal within the timeout of the caller.</summary>
    WaitTimedOut,

    /// <summary>The task failed at the service: there is no video.</summary>
    TaskFailed,

    /// <summary>The task is not completed yet: there is no video yet.</summary>
    TaskNotCompleted,

    /// <summary>The task is completed and the response has no video URL.</summary>
    VideoUrlMissing,

    /// <summary>The video URL is not an http or https URL.</summary>
    VideoUrlInvalid,

    /// <summary>The video URL has expired and the service returns no new one.</summary>
    VideoExpired,

    /// <summary>The storage host refused the download.</summary>
    VideoRefused,

    /// <summary>The download ended before all bytes had arrived.</summary>
    VideoIncomplete,

    /// <summary>The downloaded bytes are not a complete MP4 video.</summary>
    VideoInvalid,

    /// <summary>The destination folder cannot be used.</summary>
    DestinationInvalid,

    /// <summary>The file exists and must not be replaced.</summary>
    FileExists,

    /// <summary>The file name is empty or would leave the destination folder.</summary>
    FileNameInvalid,

    /// <summary>Two tasks of one run would be saved under the same name.</summary>
    FileNameConflict,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>The file could not be written.</summary>
    WriteFailed,

    /// <summary>The creation request breaks rules of the service: nothing was sent.</summary>
    RequestInvalid,

    /// <summary>The creation request was certainly not accepted: nothing was created.</summary>
    CreationNotSent,

    /// <summary>A creation request may have arrived at the service, and its id is not known.</summary>
    CreationUnknown,

    /// <summary>The key of a creation request belongs to another request in the journal.</summary>
    KeyConflict,

    /// <summary>The creation request would exceed the token budget of the journal: nothing was sent.</summary>
    BudgetReached,

    /// <summary>The journal is not one, or cannot be opened.</summary>
    JournalInvalid,

    /// <summary>The journal could not be written.</summary>
    JournalFailed,

    /// <summary>
    /// A proxy requires credentials, or refused those that it got (HTTP 407). Nothing reached the host.
    /// </summary>
    ProxyAuthenticationRequired,

    /// <summary>The proxy could not be reached, or did not connect to the host. Nothing reached the host.</summary>
    ProxyFailed,

    /// <summary>
    /// The certificate of the host, or of a proxy that inspects TLS, is not trusted. No request was sent.
    /// </summary>
    CertificateUntrusted,
}
