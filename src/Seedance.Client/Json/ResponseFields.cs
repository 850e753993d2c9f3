using System.Text.Json;

namespace Seedance.Json;

/// <summary>The known fields of a response; of a repeated field the last value counts.</summary>
internal ref struct ResponseFields
{
    public JsonValue Id;
    public JsonValue Status;
    public JsonValue State;
    public JsonValue Model;
    public JsonValue Created;
    public JsonValue CreatedAt;
    public JsonValue VideoUrl;
    public JsonValue ResultUrl;
    public JsonValue Url;
    public JsonValue ActualDuration;
    public JsonValue TotalTokens;
    public JsonValue Error;
    public JsonValue Code;
    public JsonValue Msg;
    public JsonValue Message;
    public JsonValue Data;

    /// <summary>False when the text is JSON but not an object.</summary>
    public bool IsObject { get; private set; }

    /// <summary>True when there are fields that <see cref="SeedanceTask"/> has no property for.</summary>
    public bool HasAdditional { get; private set; }

    /// <summary>The status value. A number is not one: error pages of servers hold the HTTP status there.</summary>
    public readonly string? StatusValue => Status.NonBlankString ?? State.NonBlankString;

    /// <summary>The video URL, under any of its names.</summary>
    public readonly string? AnyVideoUrl =>
        VideoUrl.NonBlankString ?? ResultUrl.NonBlankString ?? Url.NonBlankString;

    /// <summary>Reads the fields of a JSON object.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static ResponseFields Read(ReadOnlySpan<byte> json)
    {
        var response = new ResponseFields();
        var fields = new JsonFields(json);
        response.IsObject = fields.Enter();
        while (response.IsObject && fields.MoveNext())
        {
            if (!response.Store(fields.Name, fields.Value)) response.HasAdditional = true;
        }

        return response;
    }

    /// <summary>Stores a field.</summary>
    /// <returns>False when <see cref="SeedanceTask"/> has no property for it.</returns>
    public bool Store(ReadOnlySpan<byte> name, JsonValue value)
    {
        if (name.SequenceEqual("id"u8)) Id = value;
        else if (name.SequenceEqual("status"u8)) Status = value;
        else if (name.SequenceEqual("state"u8)) State = value;
        else if (name.SequenceEqual("model"u8)) Model = value;
        else if (name.SequenceEqual("created"u8)) Created = value;
        else if (name.SequenceEqual("created_at"u8)) CreatedAt = value;
        else if (name.SequenceEqual("video_url"u8)) VideoUrl = value;
        else if (name.SequenceEqual("result_url"u8)) ResultUrl = value;
        else if (name.SequenceEqual("url"u8)) Url = value;
        else if (name.SequenceEqual("actualDuration"u8)) ActualDuration = value;
        else if (name.SequenceEqual("totalTokens"u8)) TotalTokens = value;
        else if (name.SequenceEqual("error"u8)) Error = value;
        else if (!name.SequenceEqual("object"u8)) return StoreOfEnvelope(name, value);
        return true;
    }

    // Fields of an envelope. A task may have fields of these names too; there they are additional properties.
    private bool StoreOfEnvelope(ReadOnlySpan<byte> name, JsonValue value)
    {
        if (name.SequenceEqual("code"u8)) Code = value;
        else if (name.SequenceEqual("msg"u8)) Msg = value;
        else if (name.SequenceEqual("message"u8)) Message = value;
        else if (name.SequenceEqual("data"u8)) Data = value;
        return false;
    }
}
