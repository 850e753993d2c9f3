namespace Seedance;

/// <summary>
/// Everything that can go wrong, by name. The name is the error id that scripts branch on: renaming one breaks them.
/// <see cref="RetryRules"/> states which ones are transient.
/// </summary>
public enum Failure
{
    /// <summary>No key was given and none was found.</summary>
    ApiKeyMissing,

    /// <summary>The key has characters that cannot stand in an HTTP header.</summary>
    ApiKeyInvalid,

    /// <summary>A vault was named, and SecretManagement is not installed.</summary>
    SecretManagementMissing,

    /// <summary>The vault is locked, and nobody can unlock it now.</summary>
    VaultLocked,

    /// <summary>The vault could not be asked.</summary>
    VaultFailed,

    /// <summary>The vault has no such secret.</summary>
    SecretNotFound,

    /// <summary>The base URI is not an absolute http or https address.</summary>
    BaseUriInvalid,

    /// <summary>The key would travel unencrypted to another machine.</summary>
    BaseUriInsecure,

    /// <summary>The id is empty or cannot be one path segment.</summary>
    TaskIdInvalid,

    /// <summary>The service refused the key.</summary>
    AuthenticationFailed,

    /// <summary>The service refused a key that it had accepted before.</summary>
    AuthenticationLost,

    /// <summary>The service, or a proxy before it, forbids the request.</summary>
    AccessDenied,

    /// <summary>The service does not know the id.</summary>
    TaskNotFound,

    /// <summary>The address asked for is not the service's.</summary>
    EndpointNotFound,

    /// <summary>The service refused the request for good.</summary>
    RequestRejected,

    /// <summary>Too many requests.</summary>
    RateLimited,

    /// <summary>The service, or a proxy before it, is in trouble.</summary>
    ServiceUnavailable,

    /// <summary>The host could not be reached, or the connection broke.</summary>
    ConnectionFailed,

    /// <summary>The service did not answer in time.</summary>
    RequestTimedOut,

    /// <summary>The service answered what cannot be read as a task.</summary>
    ResponseInvalid,

    /// <summary>The answer is larger than any answer of the service can be.</summary>
    ResponseTooLarge,

    /// <summary>The service redirected an API request; the key is never sent after a redirect.</summary>
    RedirectRefused,

    /// <summary>The answer describes another task than the one asked for.</summary>
    WrongTask,

    /// <summary>For an hour the service has called the task's status by a word that is not known.</summary>
    StatusUnknown,

    /// <summary>The task did not become terminal within the caller's timeout.</summary>
    WaitTimedOut,

    /// <summary>The task failed at the service: there is no video.</summary>
    TaskFailed,

    /// <summary>The task is not completed yet: there is no video yet.</summary>
    TaskNotCompleted,

    /// <summary>The task is completed and the service gives no address for the video.</summary>
    VideoUrlMissing,

    /// <summary>The video's address is not http or https.</summary>
    VideoUrlInvalid,

    /// <summary>The video's address has died, and the service gave no new one.</summary>
    VideoExpired,

    /// <summary>The storage host refused the download.</summary>
    VideoRefused,

    /// <summary>The download broke off before the whole video had arrived.</summary>
    VideoIncomplete,

    /// <summary>What arrived is not a whole MP4 video.</summary>
    VideoInvalid,

    /// <summary>The destination folder cannot be used.</summary>
    DestinationInvalid,

    /// <summary>The file exists and must not be replaced.</summary>
    FileExists,

    /// <summary>The file name is empty or would leave the destination folder.</summary>
    FileNameInvalid,

    /// <summary>Two tasks of this run would be saved under one name.</summary>
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
}
