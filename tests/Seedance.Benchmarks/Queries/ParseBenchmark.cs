using System.Diagnostics;
using System.Globalization;
using System.Text;
using Seedance.Json;

namespace Seedance.Benchmarks.Queries;

/// <summary>The speed at which responses are parsed, and the bytes allocated for each.</summary>
internal static class ParseBenchmark
{
    private const string Id = "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd";
    private const string VideoUrl = "https://videos.example.com/out/fd35ee52.mp4?X-Tos-Algorithm=TOS4-HMAC-SHA256"
        + "&X-Tos-Credential=AK%2F20260330%2Fcn-beijing%2Ftos%2Frequest&X-Tos-Date=20260330T021204Z&X-Tos-Expires=86400"
        + "&X-Tos-Signature=9f2c&X-Tos-SignedHeaders=host";

    private const int Rounds = 400_000;

    private static readonly (string Name, string Body)[] Responses =
    [
        ("queued", $$"""{"id":"{{Id}}","object":"video","created":"""
            + """1774836724,"model":"seedance_2_0_fast","status":"queued","video_url":null,"error":null}"""),
        ("completed", $$"""{"id":"{{Id}}","object":"video","created":"""
            + $$"""1774836724,"model":"seedance_2_0_fast","status":"completed","video_url":"{{VideoUrl}}","actual"""
            + """Duration":5.04,"totalTokens":108900,"error":null}"""),
    ];

    public static Task RunAsync()
    {
        Table.Print(
            "Parsing a response", ["response", "bytes", "responses/s", "MB/s", "bytes allocated per response"],
            Responses.Select(Measure));
        return Task.CompletedTask;
    }

    private static string[] Measure((string Name, string Body) response)
    {
        var body = Encoding.UTF8.GetBytes(response.Body);
        Read(body, Rounds / 10);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        Read(body, Rounds);
        var seconds = clock.Elapsed.TotalSeconds;
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Rounds;
        return
        [
            response.Name, body.Length.ToString(CultureInfo.InvariantCulture), $"{Rounds / seconds:N0}",
            $"{Rounds / seconds * body.Length / 1e6:N0}", allocated.ToString(CultureInfo.InvariantCulture),
        ];
    }

    private static void Read(byte[] body, int rounds)
    {
        for (var i = 0; i < rounds; i++) TaskReader.Read(body, Id);
    }
}
