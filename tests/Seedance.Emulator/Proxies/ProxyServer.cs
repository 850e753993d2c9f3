using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seedance.Emulator.Proxies;

/// <summary>
/// A proxy on a port of this machine: CONNECT, and requests with an absolute URL (RFC 9112, 3.2.2 and 3.2.3). It serves
/// one request per connection.
/// </summary>
public sealed class ProxyServer : IDisposable
{
    private const int MaximumHeadBytes = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private readonly ProxyOptions _options;

    /// <summary>Starts a proxy; it listens when this returns.</summary>
    public ProxyServer(ProxyOptions? options = null)
    {
        _options = options ?? new ProxyOptions();
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = AcceptAsync();
    }

    /// <summary>Its URL.</summary>
    public Uri Address { get; }

    /// <summary>The requests so far, in the order of their arrival.</summary>
    public IReadOnlyList<ProxiedRequest> Requests => [.. _requests];

    /// <summary>Stops at once: tunnels are closed.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                if (await ReadHeadAsync(stream) is not var (head, body)) return;
                var line = head[..head.IndexOf("\r\n", StringComparison.Ordinal)].Split(' ');
                var status = IsAuthorized(head) ? _options.RejectionStatus : 407;
                _requests.Enqueue(new ProxiedRequest(line[0], line[1], head, status));
                if (status is { } rejection) await RejectAsync(stream, rejection);
                else await PassAsync(stream, line[0], line[1], head, body);
            }
        }
        catch (Exception e)
            when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of both sides has gone.
        }
    }

    private async Task PassAsync(NetworkStream client, string method, string target, string head, byte[] body)
    {
        var isTunnel = method == "CONNECT";
        var uri = isTunnel ? new Uri($"tunnel://{target}") : new Uri(target);
        var address = _options.Target?.Split(':') ?? [uri.Host.Trim('[', ']'), $"{uri.Port}"];
        using var server = new TcpClient();
        await server.ConnectAsync(address[0], int.Parse(address[1], CultureInfo.InvariantCulture), _stopping.Token);
        var stream = server.GetStream();
        if (isTunnel)
        {
            await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stopping.Token);
        }
        else
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(OwnHead(method, uri, head)), _stopping.Token);
            await stream.WriteAsync(body, _stopping.Token);
        }

        using var closed = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        await Task.WhenAny(client.CopyToAsync(stream, closed.Token), stream.CopyToAsync(client, closed.Token));
        await closed.CancelAsync();
    }

    // What the proxy sends to the server: the path alone, nothing that was for the proxy.
    private static string OwnHead(string method, Uri uri, string head)
    {
        var fields = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Where(field => !field.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase));
        return $"{method} {uri.PathAndQuery} HTTP/1.1\r\n{string.Join("\r\n", fields)}\r\nConnection: close\r\n\r\n";
    }

    private bool IsAuthorized(string head)
    {
        if (_options.Credentials is not { } credentials) return true;
        var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
        return head.Contains($"\r\nProxy-Authorization: Basic {expected}\r\n", StringComparison.OrdinalIgnoreCase);
    }

    private static Task RejectAsync(NetworkStream client, int status)
    {
        var challenge = status == 407 ? "Proxy-Authenticate: Basic realm=\"emulator\"\r\n" : "";
        return client.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} Refused\r\n{challenge}Content-Length: 0\r\nConnection: close\r\n\r\n")).AsTask();
    }

    // The head as text, and what of the body came with it.
    private async Task<(string Head, byte[] Body)?> ReadHeadAsync(NetworkStream client)
    {
        var buffer = new byte[MaximumHeadBytes];
        for (var length = 0; length < buffer.Length;)
        {
            var read = await client.ReadAsync(buffer.AsMemory(length), _stopping.Token);
            if (read == 0) return null;
            length += read;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0) return (Encoding.Latin1.GetString(buffer, 0, end + 4), buffer[(end + 4)..length]);
        }

        return null;
    }
}
