namespace Seedance.Saving;

/// <summary>How videos are saved.</summary>
public sealed record SaveOptions
{
    /// <summary>The size in bytes from which a video is downloaded over several connections: 8 MiB.</summary>
    public const long LargeVideoBytes = 8 * 1024 * 1024;

    /// <summary>Replace existing files. Default false: a complete video is skipped.</summary>
    public bool Force { get; init; }

    /// <summary>An existing file is an error and stays unchanged. Default false: a complete video is skipped.</summary>
    public bool NoClobber { get; init; }

    /// <summary>Write the task as JSON beside the video. Default false.</summary>
    public bool Metadata { get; init; }

    /// <summary>
    /// The maximum number of connections for a video of <see cref="LargeVideoBytes"/> or more when the server supports
    /// range requests. Default 4.
    /// </summary>
    public int ConnectionsPerVideo { get; init; } = 4;

    /// <summary>The time without a byte after which a connection counts as broken. Default 30 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Receives notices for the user. May be called from any thread; must not block.</summary>
    public Action<SaveNotice>? OnNotice { get; init; }
}

/// <summary>A notice for the user while videos are saved.</summary>
/// <param name="IsWarning">True for a warning, false for information.</param>
/// <param name="Message">The text.</param>
public sealed record SaveNotice(bool IsWarning, string Message);
