using System.Text.Json;

namespace Seedance.Saving;

/// <summary>What the body of a creation request states about its video. What it does not state is null.</summary>
/// <param name="Model">The model.</param>
/// <param name="DurationSec">The playing time in seconds.</param>
/// <param name="HasAudio">Whether sound is requested.</param>
internal readonly record struct RequestedVideo(string? Model, double? DurationSec, bool? HasAudio)
{
    /// <summary>Reads a body; one that is not a JSON object states nothing.</summary>
    public static RequestedVideo Read(string? body)
    {
        if (body is null) return default;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } fields) return default;
            return new RequestedVideo(
                fields.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String
                    ? model.GetString() : null,
                fields.TryGetProperty("duration", out var duration) && duration.ValueKind == JsonValueKind.Number
                    && duration.TryGetDouble(out var seconds) ? seconds : null,
                fields.TryGetProperty("generateAudio", out var audio)
                    && audio.ValueKind is JsonValueKind.True or JsonValueKind.False
                    ? audio.ValueKind == JsonValueKind.True : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second one is for half of a surrogate pair in the name of the model.
            return default;
        }
    }
}
