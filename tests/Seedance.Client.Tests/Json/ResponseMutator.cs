using System.Globalization;
using System.Text;

namespace Seedance.Client.Tests.Json;

/// <summary>Creates a mutated response, determined by the seed alone.</summary>
internal sealed class ResponseMutator(int seed)
{
    public const string Id = "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd";
    private const int MaximumBodyBytes = 64 * 1024;

    private static readonly string[] Responses =
    [
        $$"""{"id":"{{Id}}","object":"video","created":"""
            + """1774836724,"model":"seedance_2_0_fast","status":"queued","video_url":null,"error":null}""",
        $$"""{"id":"{{Id}}","object":"video","created":"""
            + """1774836724,"model":"seedance_2_0","status":"completed","video_url":"https://"""
            + """v.example.com/o.mp4?X-Tos-Date=20260330T021204Z&X-Tos-Expires=86400&X-Tos-Signature=9f2c","actual"""
            + """Duration":5.04,"totalTokens":108900,"error":null}""",
        $$"""{"id":"{{Id}}","created":"1774836724","status":"FAILED","error":"""
            + """{"message":"拒绝 \ud83d\ude00","code":"E7"},"usage":"""
            + """{"a":[1,2,{"b":null}]},"progress":40,"amount":0.35}""",
        $$"""{"code":0,"msg":"success","data":"""
            + $$"""{"id":"{{Id}}","status":"running","url":"","result_url":"https://h/v.mp4?Expires=1774923124"} }""",
        """{"code":"204","msg":"登录验证失败"}""",
        """{"error":{"code":"AuthenticationError","message":"The key is invalid.","type":"Unauthorized"}}""",
        """{"code":500,"status":"error","message":"busy","data":{}}""",
        "<html><body><h1>502 Bad Gateway</h1></body></html>",
    ];

    // Fragments that are difficult for readers; they are inserted or replace bytes.
    private static readonly byte[][] Fragments =
    [
        [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0x00], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        [0xE2, 0x82], [0x80],
        .. ((string[])
        [
            "\\ud800", "\\udc00\\ud800", "\\u0000", "\\", "\"", "\\\"", "{", "}", "[", "]", ",", ":",
            "/*", "//", "null", "true", "NaN", "-",
            "1e999", "-1e999", "9223372036854775808", "18446744073709551616", "0.1e-400",
            "99999999999999999999999999999999", "00", "1.", "253402300800",
            "\"id\":", "\"status\":\"success\",", "\"status\":500,", "\"data\":{", "\"code\":", "\"error\":", "\"\":1,",
            "\"\\ud800\":1,",
            "\"st\\u0061tus\":\"queued\",", "\"id\":\"video_other\",", "\"X-Tos-Expires=\"",
            "&X-Tos-Date=99991231T235959Z&X-Tos-Expires=2147483647",
            "?Expires=99999999999999999", "\u202e", "\u2028", "\ufeff", "\r\n", "   ",
        ]).Select(Encoding.UTF8.GetBytes),
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var body = Encoding.UTF8.GetBytes(OneOf(Responses));
        for (var changes = _random.Next(1, 6); changes > 0 && body.Length < MaximumBodyBytes; changes--)
            body = Change(body);
        return body;
    }

    private byte[] Change(byte[] body) => _random.Next(12) switch
    {
        0 => FlipBits(body),
        1 => body[..At(body)],
        2 => body[At(body)..],
        3 => Insert(body, OneOf(Fragments)),
        4 => Replace(body, OneOf(Fragments)),
        5 => Splice(body),
        6 => DuplicateField(body),
        7 => DeleteField(body),
        8 => Nest(body),
        9 => Insert(body, RandomBytes()),
        10 => ReplaceNumber(body),
        _ => Insert(body, Encoding.UTF8.GetBytes(new string('9', _random.Next(1, 400)))),
    };

    private byte[] FlipBits(byte[] body)
    {
        for (var flips = _random.Next(1, 8); flips > 0 && body.Length > 0; flips--)
            body[_random.Next(body.Length)] ^= (byte)(1 << _random.Next(8));
        return body;
    }

    private byte[] Insert(byte[] body, byte[] fragment)
    {
        var at = At(body);
        return [.. body[..at], .. fragment, .. body[at..]];
    }

    private byte[] Replace(byte[] body, byte[] fragment)
    {
        var from = At(body);
        var to = Math.Min(body.Length, from + _random.Next(1, 12));
        return [.. body[..from], .. fragment, .. body[to..]];
    }

    // The start of one response and the end of another.
    private byte[] Splice(byte[] body)
    {
        var other = Encoding.UTF8.GetBytes(OneOf(Responses));
        return [.. body[..At(body)], .. other[At(other)..]];
    }

    private byte[] DuplicateField(byte[] body)
    {
        var (from, to) = Field(body);
        return [.. body[..from], .. body[from..to], .. ","u8, .. body[from..]];
    }

    private byte[] DeleteField(byte[] body)
    {
        var (from, to) = Field(body);
        return [.. body[..from], .. body[Math.Min(body.Length, to + 1)..]];
    }

    // From a comma or brace to the next comma: often a field, sometimes less.
    private (int From, int To) Field(byte[] body)
    {
        var text = body.AsSpan();
        var at = At(body);
        var from = text[..at].LastIndexOfAny((byte)',', (byte)'{') + 1;
        var length = text[from..].IndexOfAny((byte)',', (byte)'}');
        return (from, length < 0 ? body.Length : from + length);
    }

    private byte[] Nest(byte[] body)
    {
        var levels = _random.Next(1, 200);
        return _random.Next(3) switch
        {
            0 => [.. Repeat("{\"data\":", levels), .. body, .. Repeat("}", levels)],
            1 => Insert(body, [.. Repeat("[", levels), .. Repeat("]", levels)]),
            _ => Insert(body, Repeat("{\"error\":", levels)),
        };
    }

    private byte[] ReplaceNumber(byte[] body)
    {
        var text = Encoding.Latin1.GetString(body);
        var at = text.IndexOfAny([.. "0123456789"], At(body));
        if (at < 0) return body;
        var number = (_random.NextDouble() * Math.Pow(10, _random.Next(-320, 309)))
            .ToString("R", CultureInfo.InvariantCulture);
        return [.. body[..at], .. Encoding.ASCII.GetBytes(number), .. body[(at + 1)..]];
    }

    private byte[] RandomBytes()
    {
        var bytes = new byte[_random.Next(1, 32)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Repeat(string fragment, int times) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(fragment, times)));

    private int At(byte[] body) => _random.Next(body.Length + 1);

    private T OneOf<T>(T[] choices) => choices[_random.Next(choices.Length)];
}
