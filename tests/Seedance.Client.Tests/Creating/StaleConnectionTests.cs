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

    [Fact]
    public async Task A_post_after_the_server_has_closed_the_idle_connection_is_sent_on_a_new_one()
    {
        using var server = new ClosingServer { ClosesAfterResponse = true };
        var client = new SeedanceClient(new SeedanceClientOptions
        {
            BaseUri = new Uri($"http://127.0.0.1:{server.Port}"),
            ApiKey = ServiceTest.KeyOf("emulator-key"),
            MaximumRetryCount = 0,
        });
        await client.QueryAsync("video_1", Cancellation);
        await server.Closed.WaitAsync(Cancellation);

        var task = await new TaskCreator(client, Open()).CreateAsync("a", Body(), Cancellation);

        Assert.Equal(("video_1", 1), (task.Id, server.Posts));
        await client.QueryAsync("video_1", Cancellation);
        Assert.Equal(2, server.Gets);
    }

    private sealed class ClosingServer : IDisposable
    {
        private const string Body = """{"id":"video_1","object":"video","created":"""
            + """1,"model":"m","status":"queued","video_url":null,"error":null}""";

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _posts;
        private int _gets;

        public ClosingServer()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        /// <summary>Closes a connection after its first response, without a header that says so.</summary>
        public bool ClosesAfterResponse { get; init; }

        /// <summary>Completes when a connection was closed.</summary>
        public Task Closed => _closed.Task;

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
                if (ClosesAfterResponse)
                {
                    client.Close();
                    _closed.TrySetResult();
                    return;
                }

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
