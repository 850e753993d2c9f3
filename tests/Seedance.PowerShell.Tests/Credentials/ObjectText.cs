using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace Seedance.PowerShell.Tests.Credentials;

/// <summary>
/// All text that can be reached from an error: its own text and that of its inner exceptions and public properties.
/// </summary>
internal static class ObjectText
{
    private const int MaximumDepth = 8;

    public static IEnumerable<string> Of(object? root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var queue = new Queue<(object? Value, int Depth)>([(root, 0)]);
        while (queue.TryDequeue(out var next))
        {
            if (next.Value is not { } value || next.Depth > MaximumDepth) continue;
            yield return value.ToString() ?? "";
            if (!HasParts(value) || !seen.Add(value)) continue;
            if (value is IEnumerable items)
                foreach (var item in items) queue.Enqueue((item, next.Depth + 1));
            foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                if (property.GetIndexParameters().Length == 0)
                    queue.Enqueue((ReadOrReason(property, value), next.Depth + 1));
            }
        }
    }

    // The text of a value type is complete, except for an entry of a dictionary. The invocation of a record refers to
    // the arguments of the caller, which may contain the key: only its text is checked.
    private static bool HasParts(object value) =>
        value is not (string or Type or MemberInfo or Assembly or Delegate)
        && value is not (CommandInfo or InvocationInfo or PSModuleInfo)
        && (!value.GetType().IsValueType || value is DictionaryEntry);

    private static object? ReadOrReason(PropertyInfo property, object owner)
    {
        try
        {
            return property.GetValue(owner);
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException?.Message;
        }
    }
}
