namespace Seedance.Json;

/// <summary>
/// Reads the fields of a response that <see cref="SeedanceTask"/> has no property for, as values a script can use.
/// </summary>
internal static class AdditionalFields
{
    /// <summary>Reads those of the JSON object of a task.</summary>
    public static FieldDictionary Read(ReadOnlySpan<byte> json)
    {
        var additional = new Dictionary<string, object?>();
        var known = new ResponseFields();
        var fields = new JsonFields(json);
        fields.Enter();
        while (fields.MoveNext())
        {
            if (!known.Store(fields.Name, fields.Value) && !fields.Name.IsEmpty)
                additional[fields.NameText] = fields.Value.Plain;
        }

        return new FieldDictionary(additional);
    }
}
