using System.Net;
using System.Net.Sockets;
using System.Text;
using Seedance.Api;
using Seedance.Client.Tests.Api;
using Seedance.Creating;

namespace Seedance.Client.Tests.Creating;

/// <summary>
/// A server that closes a persistent connection as soon as the next request arrives on it: HTTP stacks may then repeat
/// the request automatically.
/// </summary>
public sealed class StaleConnectionTests : JournalTest
{
    [Fact]
    public async Task A_POST_on_a_connection_that_the_server_closes_is_not_repeated_by_the_handler()
    {
        using var server = new ClosingServer();
        var client = new SeedanceClient(new SeedanceClientOptions
        {
            BaseUri = new Uri($"http://127.0.0.1:{server.Port}"),
            ApiKey = ServiceTest.KeyOf("emulator-key"),
        });
        await client.QueryAsync("video_1", Cancellation);

        var error = await Assert
            .ThrowsAsync<SeedanceException>(
            () => new TaskCreator(client, Open()).CreateAsync("a", Body(), Cancellation));

        Assert.Equal(Failure.CreationUnknown, error.Failure);
        Assert.Equal(1, server.Posts);
        // A query is repeated on a new connection, which shows that the server triggers the repetition.
        await client.QueryAsync("video_1", Cancellation);
        var before = server.Gets;
        await client.QueryAsync("video_1", Cancellation);
        Assert.Equal(before + 2, server.Gets);
    }

    private sealed class ClosingServer : IDisposable
    {
        private const string Body = """{"id":"video_1","object":"video","created":"""
            + """1,"model":"m","status":"queued","video_url":null,"error":null}""";

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _posts;
        private int _gets;

        public ClosingServer()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Posts => Volatile.Read(ref _posts);

        public int Gets => Volatile.Read(ref _gets);

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Disposed.
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                var stream = client.GetStream();
                if (!await ReadRequestAsync(stream)) return;
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + $"{Body.Length}\r\n\r\n{Body}"));
                // The second request of the connection is read and has no response.
                await ReadRequestAsync(stream);
            }
        }

        private async Task<bool> ReadRequestAsync(NetworkStream stream)
        {
            var text = new StringBuilder();
            var buffer = new byte[4096];
            while (true)
            {
                var read = await stream.ReadAsync(buffer);
                if (read == 0) return false;
                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
                var request = text.ToString();
                var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                if (end < 0) continue;
                if (!request.StartsWith("POST", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref _gets);
                    return true;
                }

                if (!request.EndsWith('}')) continue;
                Interlocked.Increment(ref _posts);
                return true;
            }
        }
    }
}
