using System.Text.Json;

namespace Seedance.Json;

/// <summary>The fields of an answer that have a meaning here; where one comes twice, the last counts.</summary>
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

    /// <summary>False when the text is JSON and no object.</summary>
    public bool IsObject { get; private set; }

    /// <summary>Whether there are fields that no property of a task stands for.</summary>
    public bool HasAdditional { get; private set; }

    /// <summary>The word for the status. A number here is an HTTP status that a server wrote into its error page.</summary>
    public readonly string? StatusWord => Status.Word ?? State.Word;

    /// <summary>The video's address, by any of its names.</summary>
    public readonly string? Address => VideoUrl.Word ?? ResultUrl.Word ?? Url.Word;

    /// <summary>Finds the fields of an object.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static ResponseFields Read(ReadOnlySpan<byte> json)
    {
        var answer = new ResponseFields();
        var fields = new JsonFields(json);
        answer.IsObject = fields.Enter();
        while (answer.IsObject && fields.MoveNext())
        {
            if (!answer.Take(fields.Name, fields.Value)) answer.HasAdditional = true;
        }

        return answer;
    }

    /// <summary>Takes a field in.</summary>
    /// <returns>False when no property of a task stands for it.</returns>
    public bool Take(ReadOnlySpan<byte> name, JsonValue value)
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
        else if (!name.SequenceEqual("object"u8)) return TakeOfEnvelope(name, value);
        return true;
    }

    // An envelope's fields; a task may have some of the same names, where they are additional ones.
    private bool TakeOfEnvelope(ReadOnlySpan<byte> name, JsonValue value)
    {
        if (name.SequenceEqual("code"u8)) Code = value;
        else if (name.SequenceEqual("msg"u8)) Msg = value;
        else if (name.SequenceEqual("message"u8)) Message = value;
        else if (name.SequenceEqual("data"u8)) Data = value;
        return false;
    }
}
