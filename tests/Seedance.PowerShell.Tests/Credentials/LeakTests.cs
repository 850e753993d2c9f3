using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Text;
using Seedance.Emulator;
using Seedance.Emulator.Endpoints;
using Seedance.Emulator.Proxies;

namespace Seedance.PowerShell.Tests.Credentials;

/// <summary>
/// The key is only in the header and the query of a signed URL only in VideoUrl of a task in the pipeline. Every cmdlet
/// runs through success and each failure with all streams enabled.
/// </summary>
public sealed class LeakTests : EmulatorTest
{
    private const string Key = "sk/leak+4f1c9d0e7b2a";
    private const string EscapedKey = "sk\\/leak\\u002B4f1c9d0e7b2a";
    private const string Id = "video_leak";
    private const string SignedUrl =
        "https://127.0.0.1:9/out/video.mp4?X-Tos-Credential=AKleak&X-Tos-Signature=leaked0signature";

    // Texts that must not be found. Each signed URL of the emulator contains the second one.
    private static readonly string[] Secrets =
    [
        Key, "X-Tos-Signature", "leaked0signature", "AKleak", Convert.ToBase64String(Encoding.UTF8.GetBytes(Key)),
        Uri.EscapeDataString(Key),
    ];

    private static readonly Dictionary<string, EmulatedTask> SelectedResponses = new()
    {
        ["completed"] = new(Id),
        ["failed"] = new(Id) { Outcome = Outcome.Failed },
        ["failed with a signed URL in its error"] =
            new(Id) { Outcome = Outcome.Failed, Error = $"Cannot read {SignedUrl} with {Key}" },
        ["cancelled"] = new(Id) { Outcome = Outcome.Cancelled },
        ["expired"] = new(Id) { QueryFaults = [Fault.Always("synonyms", "expired")] },
        ["unfinished"] = new(Id) { ProcessingPolls = int.MaxValue },
        ["unknown status"] = new(Id) { QueryFaults = [Fault.Of("synonyms", argument: $"sleeping {SignedUrl} {Key}")] },
        ["more fields"] = Body(
            $$"""{"id":"{{Id}}","status":"completed","model":"m","officialMediaUrl":"{{SignedUrl}}"}"""),
        ["another task"] = Body($$"""{"id":"{{SignedUrl}}","status":"completed"}"""),
        ["no status"] = Body($$"""{"id":"{{Id}}","message":"{{Key}} {{SignedUrl}}"}"""),
        ["envelope that repeats the key"] = Body(
            $$"""{"code":"204","msg":"The key {{Key}} was refused, see {{SignedUrl}}"}"""),
        ["envelope that repeats the escaped key"] = Body($$"""{"code":500,"msg":"The key {{EscapedKey}}"}"""),
        ["no JSON"] = Body($"The key {Key} was refused, see {SignedUrl}"),
        ["URL of a host that does not exist"] = Completed(SignedUrl),
        ["URL of another scheme"] = Completed(SignedUrl.Replace("https:", "ftp:", StringComparison.Ordinal)),
        ["relative URL"] = Completed("out/video.mp4?X-Tos-Signature=leaked0signature"),
        ["redirect"] = new(Id) { QueryFaults = [Fault.Always("redirect", $"302:{SignedUrl}")] },
        ["new URL after the first expired"] = new(Id) { VideoFaults = [Fault.Of("expired")] },
        ["complete at the second attempt"] = new(Id) { VideoFaults = [Fault.Of("truncate", argument: "0.5")] },
    };

    private static readonly string[] QueryFaultNames =
    [
        "login-refused", "unauthorized", "unknown", "not-found", "empty", "html", "broken-json", "reset", "huge",
        "wrong-id",
        "completed-without-url", "broken-compression", "status:403", "status:400", "status:500", "status:429:3600",
    ];

    private static readonly string[] VideoFaultNames =
    [
        "status:403", "status:500", "expired", "html", "xml-error", "empty", "truncate", "reset", "short-length",
        "redirect:9",
        "gzip", "extra-bytes", "broken-boxes", "wrong-md5", "changed-object", "range-416",
    ];

    private static readonly Dictionary<string, EmulatedTask> Responses = new(
    [
        .. SelectedResponses,
        .. QueryFaultNames.Select(fault => KeyValuePair.Create($"query {fault}", new EmulatedTask(Id)
        {
            QueryFaults = [FaultOf(fault)],
        })),
        .. VideoFaultNames.Select(fault => KeyValuePair.Create($"video {fault}", new EmulatedTask(Id)
        {
            VideoFaults = [FaultOf(fault)],
        })),
    ]);

    private static readonly Dictionary<string, string> Arguments = new()
    {
        ["a secure key"] = "-ApiKey $secure",
        ["a vault"] = "-VaultName Secure",
        ["no such host"] = "-BaseUri https://service.invalid",
        ["plain http"] = "-BaseUri http://service.invalid",
        ["a base URL with a password"] = "-BaseUri \"https://user:$plain@service.invalid/\"",
        ["a base URL with a query"] =
            "-BaseUri \"https://service.invalid/?X-Tos-Signature=leaked0signature&key=$plain\"",
        ["a key with a blank"] = "-ApiKey \"$plain x\"",
        ["a key with a line break"] = "-ApiKey \"$plain`n\"",
        ["a key that is not text"] = "-ApiKey @{ Key = $plain }",
        ["a locked vault"] = "-VaultName Locked",
        ["a vault that throws"] = "-VaultName Throws",
        ["a secret of another type"] = "-VaultName Table",
        ["a proxy that refuses its password"] = "-ApiKey $plain -Proxy $refusing",
        ["a tunnel that is refused its password"] = "-ApiKey $plain -BaseUri https://service.invalid -Proxy $refusing",
        ["a proxy that is not there"] = "-ApiKey $plain -Proxy ($refusing -replace ':\\d+$', ':9')",
        ["a proxy that is no URL"] = "-ApiKey $plain -Proxy \"http://user:$plain@[bad\"",
        ["a proxy of an unknown kind"] = "-ApiKey $plain -Proxy \"ftp://user:$plain@127.0.0.1\"",
        ["a proxy with a credential that is refused"] =
            "-ApiKey $plain -Proxy ($refusing -replace '//.*@', '//') -ProxyCredential $credential",
        ["a limit out of range"] = "-ThrottleLimit 0",
    };

    public static TheoryData<string> ResponseNames => [.. Responses.Keys];

    public static TheoryData<string> ArgumentNames => [.. Arguments.Keys];

    internal override EmulatorOptions Options { get; } = new() { ApiKey = Key };

    [Theory]
    [MemberData(nameof(ResponseNames))]
    public void No_response_puts_key_or_signature_into_a_stream_an_error_or_a_file(string response) =>
        Probe(Responses[response], "-ApiKey $plain");

    [Theory]
    [MemberData(nameof(ArgumentNames))]
    public void No_argument_puts_key_or_signature_into_a_stream_an_error_or_a_file(string arguments) =>
        Probe(Responses["completed"], Arguments[arguments]);

    [Fact]
    public void The_search_finds_secrets_in_errors_and_files()
    {
        var error = new ErrorRecord(
            new InvalidOperationException("outer", new TimeoutException("inner") { Data = { ["where"] = Key } }),
            "id", ErrorCategory.NotSpecified, null);
        Assert.Contains(ObjectText.Of(error), text => text.Contains(Key, StringComparison.Ordinal));
        File.WriteAllText(InFolder("video.mp4.part"), "X-Tos-Signature");
        Assert.Contains(TextOfFiles(), text => text.Contains("X-Tos-Signature", StringComparison.Ordinal));
    }

    // Runs every cmdlet of the module with all streams enabled and searches all output.
    private void Probe(EmulatedTask task, string arguments)
    {
        var host = new RecordingHost();
        using var engine = new Engine(Emulator, Folder, host);
        using var proxy = new ProxyServer(new ProxyOptions { Credentials = "user:another password" });
        engine.Session.SetVariable(
            "refusing", $"http://user:{Uri.EscapeDataString(Key)}@127.0.0.1:{proxy.Address.Port}");
        engine.Session.SetVariable(
            "credential", new PSCredential("user", new NetworkCredential("", Key).SecurePassword));
        engine.Session.SetVariable("plain", Key);
        engine.Session.SetVariable("secure", new NetworkCredential("", Key).SecurePassword);
        var commands = engine.Run(
            $"""
            Import-Module '{VaultModule.WriteTo(InFolder("modules"))}'
            $global:VaultKey = $plain
            $PSDefaultParameterValues.Remove('*-Seedance*:ApiKey')
            (Get-Command -Module Seedance).Name
            """).Output.Select(o => (string)o.BaseObject).ToList();
        Assert.Contains("Save-SeedanceVideo", commands);

        foreach (var command in commands)
        {
            Emulator.Add(task);
            var parameters = $"{arguments} -MaximumRetryCount 1 -Verbose -Debug"
                + (command == "Save-SeedanceVideo" ? " -Metadata -Force -Destination videos" : "")
                + (command == "Wait-SeedanceTask" ? " -Timeout 0.05" : "");
            using var shell = engine.CreateShell(
                $"'{Id}' | {command} {parameters} -OutVariable global:out | Out-Default");
            var streams = shell.Streams;
            var texts = new List<string>();
            try
            {
                shell.Invoke();
            }
            catch (RuntimeException e)
            {
                texts.AddRange(ObjectText.Of(e));
            }

            Assert.True(streams.Error.Count + streams.Verbose.Count + texts.Count > 0, $"{command} wrote nothing.");
            foreach (var stream in (IEnumerable[])
                [streams.Error, streams.Warning, streams.Verbose, streams.Debug, streams.Information, streams.Progress])
                texts.AddRange(ObjectText.Of(stream));
            texts.AddRange(engine.Run("$global:Error | Out-Default; $global:out").Output.Select(o => $"{o}"));
            texts.AddRange(ObjectText.Of(engine.Session.GetVariable("Error")));
            texts.Add(host.Transcript);
            texts.AddRange(TextOfFiles());
            foreach (var secret in Secrets)
            {
                var leak = texts.FirstOrDefault(text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
                Assert.True(leak is null, $"{command} {arguments} shows {secret} in: {leak}");
            }
        }
    }

    // All files: partial files, resume records, videos and metadata.
    private IEnumerable<string> TextOfFiles() =>
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains(VaultModule.Name, StringComparison.Ordinal))
            .SelectMany(file => (string[])[file, Encoding.Latin1.GetString(File.ReadAllBytes(file))]);

    private static EmulatedTask Body(string text) => new(Id) { QueryFaults = [Fault.Always("body", text)] };

    private static EmulatedTask Completed(string url) => Body(
        $$"""{"id":"{{Id}}","object":"video","created":"""
            + $$"""1774836724,"model":"m","status":"completed","video_url":"{{url}}"}""");

    private static Fault FaultOf(string text)
    {
        var parts = text.Split(':', 2);
        return Fault.Always(parts[0], parts.Length == 2 ? parts[1] : null);
    }
}
