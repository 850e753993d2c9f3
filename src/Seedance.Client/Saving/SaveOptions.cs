namespace Seedance.Saving;

/// <summary>How videos are saved.</summary>
public sealed record SaveOptions
{
    /// <summary>A video of at least so many bytes is fetched over several connections.</summary>
    public const long LargeVideoBytes = 8 * 1024 * 1024;

    /// <summary>Replace a file that exists.</summary>
    public bool Force { get; init; }

    /// <summary>A file that exists is an error, not a reason to skip.</summary>
    public bool NoClobber { get; init; }

    /// <summary>Write the task as JSON beside the video.</summary>
    public bool Metadata { get; init; }

    /// <summary>How many connections a video of <see cref="LargeVideoBytes"/> or more may use, when the server does ranges. Default 4.</summary>
    public int ConnectionsPerVideo { get; init; } = 4;

    /// <summary>After so long without a byte a connection counts as broken. Default 30 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Told in a sentence what a person may want to know meanwhile. May be called from any thread; must not block.</summary>
    public Action<SaveNotice>? OnNotice { get; init; }
}

/// <summary>Something worth saying while saving.</summary>
/// <param name="IsWarning">True when something is not as it should be.</param>
/// <param name="Message">The sentence.</param>
public sealed record SaveNotice(bool IsWarning, string Message);
