using System.Globalization;
using System.Text;

namespace Seedance.Creating;

/// <summary>
/// The body of a creation request: exactly the bytes that are sent, and the digest that identifies them.
/// </summary>
public sealed class CreationBody
{
    internal const string ReferenceVideosField = "referenceVideos";

    // A journal line holds the body and little else, and is bounded by JournalScanner.MaximumLineBytes.
    private const int MaximumBytes = 512 * 1024;

    private readonly byte[] _utf8;

    private CreationBody(SortedDictionary<string, object?> fields)
    {
        _utf8 = CanonicalJson.Write(fields);
        Digest = Sha256Digest.Of(_utf8);
        Prompt = fields["prompt"] as string ?? "";
        Model = fields["model"] as string ?? "";
        DurationSec = WholeOf(fields["duration"]) ?? CreationRequest.DefaultDurationSec;
        AspectRatio = fields["aspect_ratio"] as string ?? "";
        HasReferenceVideos = fields.ContainsKey(ReferenceVideosField);
    }

    /// <summary>The SHA-256 digest of the body, in lower-case hexadecimal.</summary>
    public string Sha256 => Digest.ToString();

    /// <summary>The body as JSON text.</summary>
    public string Json => Encoding.UTF8.GetString(_utf8);

    /// <summary>The prompt.</summary>
    public string Prompt { get; }

    /// <summary>The model.</summary>
    public string Model { get; }

    /// <summary>The requested duration in seconds.</summary>
    public int DurationSec { get; }

    /// <summary>The aspect ratio.</summary>
    public string AspectRatio { get; }

    /// <summary>True when there are reference videos, whose seconds cost tokens too.</summary>
    public bool HasReferenceVideos { get; }

    internal Sha256Digest Digest { get; }

    internal byte[] Utf8 => _utf8;

    /// <summary>
    /// Makes the body of a request. The documented defaults for model, duration and aspect ratio are written out, so
    /// that a request is the same whether they were given or left out, and the quote of its tokens rests on what is
    /// sent.
    /// </summary>
    /// <exception cref="SeedanceException"><see cref="Failure.RequestInvalid"/>: it names all problems of the
    /// request.</exception>
    public static CreationBody Of(CreationRequest request, string? key = null)
    {
        var problems = CreationRequestRules.FindProblems(request);
        if (problems.Count > 0) throw Invalid(problems, key);
        var fields = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["prompt"] = request.Prompt,
            ["model"] = Given(request.Model) ?? CreationRequest.DefaultModel,
            ["duration"] = request.DurationSec ?? CreationRequest.DefaultDurationSec,
            ["aspect_ratio"] = Given(request.AspectRatio) ?? CreationRequest.DefaultAspectRatio,
        };
        if (Given(request.FirstImage) is { } first) fields["first_image"] = first;
        if (Given(request.LastImage) is { } last) fields["last_image"] = last;
        if (request.ReferenceImages.Count > 0) fields["referenceImages"] = request.ReferenceImages;
        if (request.ReferenceVideos.Count > 0) fields[ReferenceVideosField] = request.ReferenceVideos;
        if (request.ReferenceAudios.Count > 0) fields["referenceAudios"] = request.ReferenceAudios;
        if (request.GenerateAudio is { } audio) fields["generateAudio"] = audio;
        foreach (var field in request.AdditionalProperties) fields[field.Key] = field.Value;
        var body = new CreationBody(fields);
        return body._utf8.Length <= MaximumBytes
            ? body
            : throw Invalid([$"the request has {body._utf8.Length:N0} bytes, more than {MaximumBytes:N0}"], key);
    }

    private static SeedanceException Invalid(IReadOnlyList<string> problems, string? key)
    {
        var text = string.Join("; ", problems);
        // All problems are one message, which a log shows on one line.
        return new SeedanceException(
            Failure.RequestInvalid, $"The request {(key is null ? "" : $"'{key}' ")}was not sent: {text}.", key);
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value!.Trim();

    private static int? WholeOf(object? value) => value switch
    {
        int whole => whole,
        null or bool => null,
        IConvertible number => Parse(number.ToString(CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static int? Parse(string text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) ? whole : null;
}
