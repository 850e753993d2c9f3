namespace Seedance.Creating;

/// <summary>What a new task generates: the documented fields of <c>POST /v1/kyyvideo2/videos</c>.</summary>
public sealed record CreationRequest
{
    /// <summary>
    /// The model when none is given: unlike the models that are not pro, it needs no reference video.
    /// </summary>
    public const string DefaultModel = "seedance_2_0_pro";

    /// <summary>The documented default duration, in seconds.</summary>
    public const int DefaultDurationSec = 5;

    /// <summary>The documented default aspect ratio.</summary>
    public const string DefaultAspectRatio = "16:9";

    /// <summary>The text that describes the video. Required.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>The model, such as <c>seedance_2_0_pro</c>; null or empty for <see cref="DefaultModel"/>.</summary>
    public string? Model { get; init; }

    /// <summary>The duration in whole seconds, 4 to 15; null for <see cref="DefaultDurationSec"/>.</summary>
    public int? DurationSec { get; init; }

    /// <summary>
    /// The aspect ratio; null or empty for <see cref="DefaultAspectRatio"/>. <see cref="AspectRatios"/> has the values.
    /// </summary>
    public string? AspectRatio { get; init; }

    /// <summary>The first frame: a public URL or <c>asset://ID</c>. Excludes references.</summary>
    public string? FirstImage { get; init; }

    /// <summary>The last frame, only together with <see cref="FirstImage"/>.</summary>
    public string? LastImage { get; init; }

    /// <summary>Reference images: at most 9 public URLs or <c>asset://ID</c>.</summary>
    public IReadOnlyList<string> ReferenceImages { get; init; } = [];

    /// <summary>
    /// Reference videos: at most 3 public URLs or <c>asset://ID</c>. The models that are not pro need one.
    /// </summary>
    public IReadOnlyList<string> ReferenceVideos { get; init; } = [];

    /// <summary>Reference audio files: at most 3 public URLs or <c>asset://ID</c>.</summary>
    public IReadOnlyList<string> ReferenceAudios { get; init; } = [];

    /// <summary>
    /// Whether the video gets an audio track; null for the service's default, which is not documented.
    /// </summary>
    public bool? GenerateAudio { get; init; }

    /// <summary>
    /// Fields that this library does not know yet, by their names in the JSON body. A field of the same name is
    /// replaced, and the value is sent as it is: text, Boolean, number, null, a dictionary or a list of these.
    /// </summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = SeedanceTask.NoProperties;

    /// <summary>
    /// Problems that the caller met while it read the row; they are reported together with the others.
    /// </summary>
    public IReadOnlyList<string> FurtherProblems { get; init; } = [];

    /// <summary>The documented aspect ratios.</summary>
    public static IReadOnlyList<string> AspectRatios { get; } =
        ["16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"];

    /// <summary>The documented models.</summary>
    public static IReadOnlyList<string> Models { get; } =
        ["seedance_2_0_pro", "seedance_2_0_fast_pro", "seedance_2_0", "seedance_2_0_fast"];

    /// <summary>
    /// True for the models that cannot generate without a reference video (the service's documentation).
    /// </summary>
    internal static bool NeedsReferenceVideo(string model) => model is "seedance_2_0" or "seedance_2_0_fast";
}
