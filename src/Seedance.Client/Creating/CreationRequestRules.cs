namespace Seedance.Creating;

/// <summary>The documented rules of a creation request. All problems are found before anything is sent.</summary>
internal static class CreationRequestRules
{
    // Much longer than any prompt; a bound for a file that was pasted into a cell by mistake.
    private const int MaximumPromptLength = 20_000;
    private const int MaximumUrlLength = 8_192;
    private const int MinimumDurationSec = 4;
    private const int MaximumDurationSec = 15;
    private const int MaximumReferenceImages = 9;
    private const int MaximumReferenceVideos = 3;
    private const int MaximumReferenceAudios = 3;

    /// <summary>Finds everything that is wrong with a request.</summary>
    /// <returns>One clause per problem; empty when the request can be sent.</returns>
    public static IReadOnlyList<string> FindProblems(CreationRequest request)
    {
        var problems = new List<string>();
        CheckPrompt(request.Prompt, problems);
        if (request.DurationSec is < MinimumDurationSec or > MaximumDurationSec)
            problems.Add(
                $"the duration is {request.DurationSec} s, not {MinimumDurationSec} to {MaximumDurationSec} s");
        if (request.AspectRatio is { Length: > 0 } ratio && !CreationRequest.AspectRatios.Contains(ratio))
            problems.Add(
                $"the aspect ratio '{ServiceText.Clean(ratio)}' is none of "
                + $"{string.Join(", ", CreationRequest.AspectRatios)}");
        CheckCombinations(request, problems);
        CheckMedia("first image", [request.FirstImage], 1, problems);
        CheckMedia("last image", [request.LastImage], 1, problems);
        CheckMedia("reference image", request.ReferenceImages, MaximumReferenceImages, problems);
        CheckMedia("reference video", request.ReferenceVideos, MaximumReferenceVideos, problems);
        CheckMedia("reference audio", request.ReferenceAudios, MaximumReferenceAudios, problems);
        CanonicalJson.FindProblem(request.AdditionalProperties, problems);
        problems.AddRange(request.FurtherProblems);
        return problems;
    }

    private static void CheckPrompt(string? prompt, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(prompt)) problems.Add("the prompt is empty");
        else if (prompt!.Length > MaximumPromptLength)
            problems.Add($"the prompt has {prompt.Length:N0} characters, more than {MaximumPromptLength:N0}");
        else if (!ServiceText.IsWellFormed(prompt)) problems.Add("the prompt has half of a surrogate pair");
    }

    private static void CheckCombinations(CreationRequest request, List<string> problems)
    {
        var hasFrames = IsGiven(request.FirstImage) || IsGiven(request.LastImage);
        var hasReferences = request.ReferenceImages.Count
            + request.ReferenceVideos.Count + request.ReferenceAudios.Count > 0;
        if (IsGiven(request.LastImage) && !IsGiven(request.FirstImage))
            problems.Add("a last image needs a first image");
        if (hasFrames && hasReferences) problems.Add("first and last images exclude references");
        var model = request.Model is { Length: > 0 } given ? given : CreationRequest.DefaultModel;
        if (CreationRequest.NeedsReferenceVideo(model)
            && request.ReferenceVideos.Count == 0 && !HasAdditional(request, CreationBody.ReferenceVideosField))
            problems.Add($"the model {model} needs a reference video");
    }

    private static void CheckMedia(string what, IReadOnlyList<string?> values, int maximum, List<string> problems)
    {
        if (values.Count > maximum) problems.Add($"there are {values.Count} of {what}, at most {maximum} are allowed");
        foreach (var value in values)
        {
            if (IsGiven(value) && FindProblemOfUrl(value!) is { } problem) problems.Add($"the {what} {problem}");
            else if (value is not null && !IsGiven(value) && maximum > 1) problems.Add($"a {what} is empty");
        }
    }

    // The value may be a signed URL: only its beginning is repeated, never a query.
    private static string? FindProblemOfUrl(string value)
    {
        if (value.Length > MaximumUrlLength)
            return $"has {value.Length:N0} characters, more than {MaximumUrlLength:N0}";
        if (!ServiceText.IsWellFormed(value) || value.Any(char.IsControl)) return "holds characters that no URL has";
        if (value.StartsWith("asset://", StringComparison.OrdinalIgnoreCase))
            return value.Length > "asset://".Length ? null : "has no asset id";
        if (Uri.TryCreate(value, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps))
            return uri.Host.Length > 0 ? null : "has no host";
        if (value.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return "is a data URL: publish it first, the service fetches http and https URLs";
        return $"'{Beginning(value)}' is a local path: publish it first, "
            + "the service fetches http and https URLs or asset:// ids";
    }

    private static string Beginning(string value) =>
        ServiceText.Clean(value.Length > 40 ? value.Substring(0, 40) + "…" : value);

    private static bool IsGiven(string? value) => !string.IsNullOrWhiteSpace(value);

    private static bool HasAdditional(CreationRequest request, string name) =>
        request.AdditionalProperties.ContainsKey(name);
}
