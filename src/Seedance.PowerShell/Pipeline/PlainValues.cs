using System.Collections;
using System.Management.Automation;

namespace Seedance.PowerShell.Pipeline;

/// <summary>Frees the values of a hashtable from the wrappers of PowerShell.</summary>
internal static class PlainValues
{
    // Deeper values are refused by the request's own check.
    private const int MaximumDepth = 40;

    public static IReadOnlyDictionary<string, object?> Of(IDictionary map) => Map(map, MaximumDepth);

    private static Dictionary<string, object?> Map(IDictionary map, int depth)
    {
        var plain = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in map) plain[$"{entry.Key}"] = Of(entry.Value, depth - 1);
        return plain;
    }

    private static object? Of(object? value, int depth)
    {
        if (depth == 0) return value;
        switch (value)
        {
            case PSObject { BaseObject: PSCustomObject } custom:
                var plain = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (var property in custom.Properties) plain[property.Name] = Of(property.Value, depth - 1);
                return plain;
            case PSObject wrapped:
                return Of(wrapped.BaseObject, depth);
            case SwitchParameter flag:
                return flag.IsPresent;
            case IDictionary map:
                return Map(map, depth);
            case string:
                return value;
            case IEnumerable list:
                return list.Cast<object?>().Select(v => Of(v, depth - 1)).ToList();
            default:
                return value;
        }
    }
}
