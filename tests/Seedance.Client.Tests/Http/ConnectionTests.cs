using System.Net;
using System.Net.Sockets;
using Seedance.Api;
using Seedance.Client.Tests.Api;
using Seedance.Emulator;
using Seedance.Http;

namespace Seedance.Client.Tests.Http;

/// <summary>
/// How connections are made and how long they are used: several addresses, IPv6, DNS, a closed connection.
/// </summary>
public sealed class ConnectionTests : ServiceTest
{
    private const string Reason = "the netstandard2.0 build leaves connecting to .NET Framework";
    private const string NeedsLinux = "only Linux has all of 127.0.0.0/8 and drops what a full queue cannot take";

    private static readonly IPAddress OtherLoopback = IPAddress.Parse("127.0.0.2");

    // Refuses connections: the emulator listens on 127.0.0.1 alone.
    private IPAddress[] _addresses = [OtherLoopback, IPAddress.Loopback];
    private int _resolutions;

    [Fact(Skip = NeedsLinux, SkipUnless = nameof(IsLinux))]
    public async Task An_address_that_refuses_costs_no_time()
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, Reason);
        var id = Add();
        Assert.Equal(id, (await NamedClient().QueryAsync(id, Cancellation)).Id);
    }

    [Fact(Skip = NeedsLinux, SkipUnless = nameof(IsLinux))]
    public async Task An_address_that_does_not_answer_costs_250_ms()
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, Reason);
        using var silent = await SilentAsync();
        var id = Add();

        var query = NamedClient().QueryAsync(id, Cancellation);

        Assert.Equal(TimeSpan.FromMilliseconds(250), await Time.NextPauseAsync());
        Assert.False(query.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(id, (await query).Id);
    }

    [Fact(Skip = NeedsLinux, SkipUnless = nameof(IsLinux))]
    public async Task No_address_that_accepts_is_ConnectionFailed()
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, Reason);
        _addresses = [OtherLoopback, IPAddress.Parse("127.0.0.3")];
        var error = await Assert.ThrowsAsync<SeedanceException>(() => NamedClient().QueryAsync(Add(), Cancellation));
        Assert.Equal(Failure.ConnectionFailed, error.Failure);
        Assert.Contains("Connection refused", error.Message, StringComparison.Ordinal);
    }

    [Fact(Skip = NeedsLinux, SkipUnless = nameof(IsLinux))]
    public async Task A_time_limit_of_connecting_ends_the_race_of_all_addresses()
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, Reason);
        using var silent = await SilentAsync();
        _addresses = [OtherLoopback, OtherLoopback];
        var settings = Settings() with { ConnectTimeout = TimeSpan.FromMilliseconds(50) };
        var error = await Assert.ThrowsAsync<SeedanceException>(
            () => NamedClient(settings).QueryAsync(Add(), Cancellation));
        Assert.Equal(Failure.RequestTimedOut, error.Failure);
        Assert.Contains("did not accept a connection", error.Message, StringComparison.Ordinal);
    }

    [Fact(Skip = NeedsLinux, SkipUnless = nameof(IsLinux))]
    public async Task A_name_that_moves_is_followed_when_the_connection_is_too_old()
    {
        Assert.SkipWhen(ClientBuild.IsNetStandard, Reason);
        var port = Emulator.Origin.Port;
        await using var moved = await EmulatorServer.StartAsync(
            new EmulatorOptions { Address = OtherLoopback, Port = port }, Cancellation);
        var id = Add();
        moved.Add(new EmulatedTask(id));
        _addresses = [IPAddress.Loopback];
        var young = NamedClient();
        var old = NamedClient(Settings() with { PooledConnectionLifetime = TimeSpan.Zero });
        await young.QueryAsync(id, Cancellation);
        await old.QueryAsync(id, Cancellation);

        _addresses = [OtherLoopback];
        await young.QueryAsync(id, Cancellation);
        Assert.Equal((3, 0, 2), (Emulator.CountQueries(id), moved.CountQueries(id), _resolutions));
        await old.QueryAsync(id, Cancellation);
        Assert.Equal((3, 1, 3), (Emulator.CountQueries(id), moved.CountQueries(id), _resolutions));
    }

    [Fact(Skip = "this system has no IPv6", SkipUnless = nameof(HasIPv6))]
    public async Task A_service_and_storage_host_with_IPv6_alone_are_reached()
    {
        await using var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions { Address = IPAddress.IPv6Loopback }, Cancellation);
        emulator.Add(new EmulatedTask("a"));
        var task = await Client(baseUri: emulator.BaseUri).QueryAsync("a", Cancellation);
        Assert.StartsWith("http://[::1]:", task.VideoUrl, StringComparison.Ordinal);
        using var response = await VideoConnection.OpenAsync(
            HttpConnections.Shared, new SignedUrl(task.VideoUrl!), "a", _ => { }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public static bool IsLinux => OperatingSystem.IsLinux();

    public static bool HasIPv6
    {
        get
        {
            try
            {
                using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
                listener.Start();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    private ConnectionSettings Settings() => new()
    {
        Time = Time,
        ResolveAsync = (_, _) =>
        {
            _resolutions++;
            return Task.FromResult(_addresses);
        },
    };

    // A client whose base URL has a name that only the test resolves.
    private SeedanceClient NamedClient(ConnectionSettings? settings = null) => new(new SeedanceClientOptions
    {
        BaseUri = new Uri($"http://service.example:{Emulator.Origin.Port}/kyyReactApiServer"),
        AllowInsecureBaseUri = true,
        ApiKey = KeyOf("emulator-key"),
        MaximumRetryCount = 0,
        TimeProvider = Time,
        Connections = new HttpConnections(ProxySettings.None, settings ?? Settings()),
    });

    // A listener whose queue is full: Linux drops further connection attempts without an answer.
    private async Task<IDisposable> SilentAsync()
    {
        var sockets = new Disposables();
        var listener = sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        var endPoint = new IPEndPoint(OtherLoopback, Emulator.Origin.Port);
        listener.Bind(endPoint);
        listener.Listen(0);
        var first = sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        await first.ConnectAsync(endPoint, Cancellation);
        return sockets;
    }

    private sealed class Disposables : IDisposable
    {
        private readonly List<IDisposable> _all = [];

        public T Add<T>(T one)
            where T : IDisposable
        {
            _all.Add(one);
            return one;
        }

        public void Dispose() => _all.ForEach(one => one.Dispose());
    }
}
