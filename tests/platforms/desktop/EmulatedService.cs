using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Seedance.DesktopCheck;

/// <summary>An emulator in another process, through its control endpoint.</summary>
internal sealed class EmulatedService(Uri baseUri) : IDisposable
{
    private readonly HttpClient _http = new();

    public Uri BaseUri { get; } = baseUri;

    /// <summary>Adds a completed task, or one with these properties in JSON.</summary>
    public async Task AddAsync(string id, string properties = "")
    {
        using var content = new StringContent($"{{{properties}}}", Encoding.UTF8, "application/json");
        using var response = await _http.PutAsync(ControlOf(id), content);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    /// <summary>The hash of the task's video and the number of downloads.</summary>
    public async Task<(string Sha256, int Downloads)> FactsAsync(string id)
    {
        // Does not use System.Text.Json, so that Seedance.Client loads it first.
        var facts = await _http.GetStringAsync(ControlOf(id));
        var downloads = Regex.Match(facts, "\"downloads\":\\s*([0-9]+)").Groups[1].Value;
        return (
            Regex.Match(facts, "\"sha256\":\\s*\"([0-9a-f]+)\"").Groups[1].Value,
            int.Parse(downloads, CultureInfo.InvariantCulture));
    }

    public void Dispose() => _http.Dispose();

    private Uri ControlOf(string id) => new(BaseUri.GetLeftPart(UriPartial.Authority) + "/emulator/tasks/" + id);
}
