using System.Collections;
using System.Management.Automation;

namespace Seedance.PowerShell.Binding;

/// <summary>
/// Takes the ids out of objects. PowerShell binds a pipeline object to <c>-Id</c> by value, with a conversion to text,
/// before it looks at the object's properties (CmdletParameterBinderController.BindPipelineParametersPrivate): without
/// this attribute the row of a CSV file becomes the id <c>@{Id=…; FileName=…}</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class TaskIdTransformationAttribute : ArgumentTransformationAttribute
{
    // The order in which PowerShell itself binds by property name: the parameter, then its aliases.
    private static readonly string[] PropertyNames = ["Id", "TaskId", "task_id"];

    // No id begins with it: NUL is never valid in an id.
    private const string ProblemMarker = "\0no id\0";

    private const int MaximumNamesInMessage = 3;

    private const int MaximumNameLength = 20;

    /// <summary>
    /// Replaces each object by the id that it has as a property, or as a key of a hashtable; text and numbers stay. An
    /// object without an id becomes a text from which <see cref="ProblemOf"/> reads the reason: an exception here would
    /// be reported by the binder, with an error id and a message of its own.
    /// </summary>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = BaseObjectOf(inputData);
        if (IsText(value)) return inputData;
        var ids = value is IEnumerable elements and not IDictionary
            ? elements.Cast<object?>().SelectMany(IdsOf)
            : IdsOf(inputData);
        return ids.ToArray();
    }

    /// <summary>Why an object has no id; null when the text is an id.</summary>
    internal static string? ProblemOf(string? id) =>
        id?.StartsWith(ProblemMarker, StringComparison.Ordinal) == true ? id.Substring(ProblemMarker.Length) : null;

    private static IEnumerable<string?> IdsOf(object? source)
    {
        if (IsText(BaseObjectOf(source))) return [TextOf(source)];
        if (!TryGetIdProperty(source!, out var value))
            return [$"{ProblemMarker}There is no property Id, TaskId or task_id in {Describe(source!)}."];
        return value is IEnumerable ids and not string
            ? ids.Cast<object?>().Select(id => TextOf(id, source!))
            : [TextOf(value, source!)];
    }

    private static string? TextOf(object? id, object source) => IsText(BaseObjectOf(id))
        ? TextOf(id)
        : $"{ProblemMarker}The id in {Describe(source)} is neither text nor a number.";

    private static string? TextOf(object? id) => id is null ? null : LanguagePrimitives.ConvertTo<string>(id);

    private static bool TryGetIdProperty(object source, out object? value)
    {
        value = null;
        var entries = BaseObjectOf(source) as IDictionary;
        foreach (var name in PropertyNames)
        {
            if (entries is null && PSObject.AsPSObject(source).Properties[name] is { } property) value = property.Value;
            else if (entries is not null && FindKey(entries, name) is { } key) value = entries[key];
            else continue;
            value = BaseObjectOf(value);
            return true;
        }

        return false;
    }

    private static object? FindKey(IDictionary entries, string name) =>
        entries.Keys.Cast<object>().FirstOrDefault(key => name.Equals($"{key}", StringComparison.OrdinalIgnoreCase));

    private static object? BaseObjectOf(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static bool IsText(object? value) =>
        value is null or string or Guid || Type.GetTypeCode(value.GetType()) != TypeCode.Object;

    private static string Describe(object source)
    {
        var names = BaseObjectOf(source) is IDictionary entries
            ? entries.Keys.Cast<object>().Select(key => $"{key}")
            : PSObject.AsPSObject(source).Properties.Select(property => property.Name);
        var shown = names.Take(MaximumNamesInMessage + 1).Select(Shorten).ToArray();
        var list = shown.Length == 0 ? "none"
            : string.Join(", ", shown.Take(MaximumNamesInMessage))
            + (shown.Length > MaximumNamesInMessage ? ", …" : "");
        return $"the {TypeNameOf(source)} (its properties: {list})";
    }

    private static string TypeNameOf(object source) => BaseObjectOf(source) switch
    {
        PSCustomObject => "object",
        var value => Shorten(value!.GetType().Name),
    };

    private static string Shorten(string name) =>
        name.Length <= MaximumNameLength ? name : name.Substring(0, MaximumNameLength - 1) + "…";
}
