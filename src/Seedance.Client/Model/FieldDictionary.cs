using System.Collections.ObjectModel;
using System.Globalization;

namespace Seedance;

/// <summary>
/// Fields of a response whose text is their content; a CSV column or a log would show a type name otherwise.
/// </summary>
internal sealed class FieldDictionary(IDictionary<string, object?> fields) : ReadOnlyDictionary<string, object?>(fields)
{
    /// <summary>Each field as <c>name=value</c>, with semicolons between them; empty without fields.</summary>
    public override string ToString() =>
        string.Join("; ", this.Select(f => $"{f.Key}={Convert.ToString(f.Value, CultureInfo.InvariantCulture)}"));
}
