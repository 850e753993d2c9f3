using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace Seedance.PowerShell.Tests.Credentials;

/// <summary>All text that can be reached from an error: its own, that of inner exceptions, of every public property of both.</summary>
internal static class ObjectText
{
    private const int Deepest = 8;

    public static IEnumerable<string> Of(object? root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var queue = new Queue<(object? Value, int Depth)>([(root, 0)]);
        while (queue.TryDequeue(out var next))
        {
            if (next.Value is not { } value || next.Depth > Deepest) continue;
            yield return value.ToString() ?? "";
            if (!IsWalked(value) || !seen.Add(value)) continue;
            if (value is IEnumerable items)
                foreach (var item in items) queue.Enqueue((item, next.Depth + 1));
            foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                if (property.GetIndexParameters().Length == 0) queue.Enqueue((ReadOrReason(property, value), next.Depth + 1));
            }
        }
    }

    // A value's own text says all of it; only an entry of a dictionary has something inside.
    // The caller's own arguments hang on each record's invocation: they are the caller's, and what they print as is looked at.
    private static bool IsWalked(object value) =>
        value is not (string or Type or MemberInfo or Assembly or Delegate or CommandInfo or InvocationInfo or PSModuleInfo)
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
