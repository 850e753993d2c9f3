using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Seedance.PowerShell.Deserialization;

/// <summary>
/// Lets a parameter take what a job, a remote session or a file of Export-Clixml left of a task: each property is
/// checked for its type.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class DeserializedTaskAttribute : ArgumentTransformationAttribute
{
    private const string TypeName = "Deserialized.Seedance.SeedanceTask";

    /// <summary>Makes a task of a deserialized one and leaves everything else to the binder.</summary>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is PSObject source && source.TypeNames.Contains(TypeName) ? Read(source) : inputData;

    /// <summary>Makes a task of a deserialized one.</summary>
    /// <returns>False when the object is another one.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">
    /// A property has a value that it cannot have.
    /// </exception>
    internal static bool TryRead(PSObject source, out SeedanceTask task)
    {
        var isTask = source.TypeNames.Contains(TypeName);
        task = isTask ? Read(source) : null!;
        return isTask;
    }

    private static SeedanceTask Read(PSObject source) => new()
    {
        Id = Get<string>(source, nameof(SeedanceTask.Id)) is { Length: > 0 } id
            ? id
            : throw new ArgumentTransformationMetadataException(
                "The object calls itself a Seedance task and has no Id."),
        Status = Get<SeedanceTaskStatus>(source, nameof(SeedanceTask.Status)),
        StatusText = Get<string>(source, nameof(SeedanceTask.StatusText)) ?? "",
        Model = Get<string>(source, nameof(SeedanceTask.Model)),
        Created = Get<DateTimeOffset?>(source, nameof(SeedanceTask.Created)),
        VideoUrl = Get<string>(source, nameof(SeedanceTask.VideoUrl)),
        VideoUrlExpires = Get<DateTimeOffset?>(source, nameof(SeedanceTask.VideoUrlExpires)),
        ActualDuration = Get<double?>(source, nameof(SeedanceTask.ActualDuration)),
        TotalTokens = Get<long?>(source, nameof(SeedanceTask.TotalTokens)),
        Error = Get<string>(source, nameof(SeedanceTask.Error)),
        ErrorCode = Get<string>(source, nameof(SeedanceTask.ErrorCode)),
        Key = Get<string>(source, nameof(SeedanceTask.Key)),
        Prompt = Get<string>(source, nameof(SeedanceTask.Prompt)),
        Request = Get<string>(source, nameof(SeedanceTask.Request)),
        AdditionalProperties = Fields(source.Properties[nameof(SeedanceTask.AdditionalProperties)]?.Value),
    };

    // Null stays null: the conversion of the engine would make an empty string of it.
    private static T? Get<T>(PSObject source, string property)
    {
        if (source.Properties[property]?.Value is not { } value) return default;
        try
        {
            return (T)LanguagePrimitives.ConvertTo(value, typeof(T), CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException e)
        {
            throw new ArgumentTransformationMetadataException(
                $"The {property} of the task '{source}' cannot be read: {e.Message}", e);
        }
    }

    private static Dictionary<string, object?> Fields(object? value)
    {
        var fields = new Dictionary<string, object?>();
        if (Bare(value) is not IDictionary entries) return fields;
        foreach (DictionaryEntry entry in entries) fields[$"{entry.Key}"] = Bare(entry.Value);
        return fields;
    }

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
