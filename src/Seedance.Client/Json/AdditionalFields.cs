namespace Seedance.Json;

/// <summary>Keeps the fields of an answer that no property stands for, as plain values that any script can use.</summary>
internal static class AdditionalFields
{
    /// <summary>Those of a task's JSON object.</summary>
    public static FieldDictionary Read(ReadOnlySpan<byte> json)
    {
        var additional = new Dictionary<string, object?>();
        var known = new ResponseFields();
        var fields = new JsonFields(json);
        fields.Enter();
        while (fields.MoveNext())
        {
            if (!known.Take(fields.Name, fields.Value) && !fields.Name.IsEmpty) additional[fields.NameText] = fields.Value.Plain;
        }

        return new FieldDictionary(additional);
    }
}
