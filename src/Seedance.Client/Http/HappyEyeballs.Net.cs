using System.Net;
using System.Net.Sockets;

namespace Seedance.Http;

/// <summary>
/// Connects to a host that has several addresses of which some may be unreachable (RFC 8305): each attempt gets a
/// short head start, and the first connection wins. SocketsHttpHandler alone would spend its whole time limit on the
/// first address.
/// </summary>
internal sealed class HappyEyeballs(ConnectionSettings settings)
{
    // RFC 8305, 8.
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    // A name with more addresses has no use of them all, and each attempt is a socket.
    private const int MaximumAddresses = 8;

    /// <summary>The callback of <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="SocketException">The name has no address, or no address accepts a connection.</exception>
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = Interleave(await settings.ResolveAsync(host, cancellationToken).ConfigureAwait(false));
        var socket = addresses.Length == 1
            ? await ConnectAsync(addresses[0], port, cancellationToken).ConfigureAwait(false)
            : await RaceAsync(addresses, port, cancellationToken).ConfigureAwait(false);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task<Socket> RaceAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<Socket>>();
        Exception failure = new SocketException((int)SocketError.HostNotFound);
        try
        {
            for (var next = 0; next < addresses.Length || attempts.Count > 0;)
            {
                if (next < addresses.Length) attempts.Add(ConnectAsync(addresses[next++], port, race.Token));
                var isLast = next == addresses.Length;
                var ended = await NextAsync(attempts, isLast, race.Token).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (ended is null) continue;
                attempts.Remove(ended);
                if (ended.Status == TaskStatus.RanToCompletion) return await ended.ConfigureAwait(false);
                // The failure of the first address is the one that a client without the others would report.
                if (failure is SocketException { SocketErrorCode: SocketError.HostNotFound })
                    failure = ended.Exception?.InnerException ?? failure;
            }

            throw failure;
        }
        finally
        {
            await race.CancelAsync().ConfigureAwait(false);
            foreach (var attempt in attempts) _ = DiscardAsync(attempt);
        }
    }

    // The attempt that has ended; null when it is time for the next address.
    private async Task<Task<Socket>?> NextAsync(
        List<Task<Socket>> attempts, bool isLast, CancellationToken cancellationToken)
    {
        if (isLast) return await Task.WhenAny(attempts).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = settings.Time.DelayAsync(AttemptDelay, stop.Token);
        var ended = await Task.WhenAny([.. attempts, delay]).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        return ended as Task<Socket>;
    }

    private static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A loser may still connect before it notices that the race is over.
    private static async Task DiscardAsync(Task<Socket> attempt)
    {
        try
        {
            (await attempt.ConfigureAwait(false)).Dispose();
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It lost by failing.
        }
    }

    // The families in turn, in the order of the system (RFC 6724), so that a family without a route costs one delay.
    private static IPAddress[] Interleave(IPAddress[] addresses)
    {
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        if (addresses.Length == 1) return addresses;
        var first = addresses.Where(a => a.AddressFamily == addresses[0].AddressFamily).ToArray();
        var second = addresses.Where(a => a.AddressFamily != addresses[0].AddressFamily).ToArray();
        var turns = Enumerable.Range(0, Math.Max(first.Length, second.Length));
        return [.. turns.SelectMany(i => first.Skip(i).Take(1).Concat(second.Skip(i).Take(1))).Take(MaximumAddresses)];
    }
}
