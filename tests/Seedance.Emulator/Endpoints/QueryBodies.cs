using System.IO.Compression;
using System.Text;

namespace Seedance.Emulator.Endpoints;

/// <summary>Bodies of query responses that are too long, too deep, compressed, truncated or endless.</summary>
internal static class QueryBodies
{
    public const int HugeBytes = 2 * 1024 * 1024;
    private const int BombBytes = 64 * 1024 * 1024;

    public static ReadOnlyMemory<byte> Half(QueryExchange x)
    {
        var body = EndpointRequest.Bytes(x.CreateResponse());
        return body.AsMemory(0, body.Length / 2);
    }

    public static Task PadAsync(QueryExchange x)
    {
        var body = EndpointRequest.Bytes(x.CreateResponse());
        var padded = new byte[x.Fault!.Number(body.Length)];
        padded.AsSpan().Fill((byte)' ');
        body.CopyTo(padded, 0);
        return x.Request.SendAsync(200, padded, EndpointRequest.JsonType);
    }

    public static Task DeepAsync(QueryExchange x, int levels)
    {
        var response = Encoding.UTF8.GetString(EndpointRequest.Bytes(x.CreateResponse()));
        return x.SendAsync($"{{\"deep\":{new string('[', levels)}{new string(']', levels)},{response[1..]}");
    }

    public static async Task StallAsync(QueryExchange x)
    {
        var half = Half(x);
        await BeginAsync(x, half, half.Length * 2);
        await x.Request.HangAsync();
    }

    // Kestrel closes the connection when fewer bytes were written than declared.
    public static Task TruncateAsync(QueryExchange x)
    {
        var half = Half(x);
        x.Request.Gauge?.Dispose();
        return BeginAsync(x, half, half.Length * 2);
    }

    public static async Task DeclareHugeAsync(QueryExchange x)
    {
        await BeginAsync(x, ReadOnlyMemory<byte>.Empty, HugeBytes);
        await x.Request.HangAsync();
    }

    public static async Task StallErrorAsync(QueryExchange x)
    {
        await TruncateErrorAsync(x);
        await x.Request.HangAsync();
    }

    public static Task TruncateErrorAsync(QueryExchange x)
    {
        x.Request.Response.StatusCode = x.Fault!.Number(503);
        x.Request.Response.Headers.RetryAfter = "7";
        return BeginAsync(x, "<html>"u8.ToArray(), 1000);
    }

    public static async Task EndlessAsync(QueryExchange x)
    {
        x.Request.Response.ContentType = EndpointRequest.JsonType;
        var spaces = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
        while (true) await x.Request.Response.Body.WriteAsync(spaces, x.Request.Aborted);
    }

    public static Task BombAsync(QueryExchange x)
    {
        var body = new byte[BombBytes];
        body.AsSpan().Fill((byte)' ');
        return CompressAsync(x, x.Argument ?? "gzip", body);
    }

    public static async Task CompressAsync(QueryExchange x, string encoding, ReadOnlyMemory<byte> body)
    {
        using var compressed = new MemoryStream();
        await using (var compressor = CreateCompressor(encoding, compressed))
            await compressor.WriteAsync(body, x.Request.Aborted);
        await SendEncodedAsync(x, encoding == "raw-deflate" ? "deflate" : encoding, compressed.ToArray());
    }

    public static Task SendEncodedAsync(QueryExchange x, string encoding, ReadOnlyMemory<byte> body)
    {
        x.Request.Response.Headers.ContentEncoding = encoding;
        return x.Request.SendAsync(200, body, EndpointRequest.JsonType);
    }

    private static Stream CreateCompressor(string encoding, Stream target) => encoding switch
    {
        "br" => new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true),
        "raw-deflate" => new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true),
        "deflate" => new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true),
        _ => new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true),
    };

    private static async Task BeginAsync(QueryExchange x, ReadOnlyMemory<byte> start, long declared)
    {
        x.Request.Response.ContentType = EndpointRequest.JsonType;
        x.Request.Response.ContentLength = declared;
        await x.Request.Response.Body.WriteAsync(start, x.Request.Aborted);
        await x.Request.Response.Body.FlushAsync(x.Request.Aborted);
    }
}
