using System.Text.RegularExpressions;
using Seedance.Wire;

namespace Seedance.Saving;

/// <summary>The task's JSON beside its video, in the service's own shape and without anything that would give access to the video.</summary>
internal static class TaskMetadata
{
    private const string Suffix = ".json";

    private static readonly Regex SignedQuery = new(@"(://[^\s?""'<>\\]+)\?[^\s""'<>\\]*", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Where it is for a video.</summary>
    public static string PathFor(string videoPath) => videoPath + Suffix;

    /// <summary>Writes it in one step.</summary>
    /// <returns>Its path.</returns>
    public static string Write(SeedanceTask task, string videoPath)
    {
        var path = PathFor(videoPath);
        var part = path + PartialFile.Suffix;
        File.WriteAllBytes(part, TaskWriter.Write(WithoutQueries(task), task.VideoUrl is { } url ? WithoutQuery(url) : null));
        FileReplace.Move(part, path, overwrite: true);
        return path;
    }

    // Fields that this module does not know may hold signed addresses too.
    private static SeedanceTask WithoutQueries(SeedanceTask task) => task with
    {
        Error = task.Error is { } error ? WithoutQuery(error) : null,
        AdditionalProperties = task.AdditionalProperties.ToDictionary(p => p.Key, p => p.Value is string text ? WithoutQuery(text) : p.Value),
    };

    private static string WithoutQuery(string text) => SignedQuery.Replace(text, "$1");
}
