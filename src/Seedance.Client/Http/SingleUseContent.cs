using System.Net;
using System.Net.Http.Headers;

namespace Seedance.Http;

/// <summary>
/// A JSON body that is sent at most once, whatever the handler below does. A request that costs money must not be
/// repeated by a layer that cannot know whether it arrived. Source for .NET: SocketsHttpHandler repeats a request on a
/// new connection only when it has no body or waits for "100 Continue" (HttpConnection.SendAsync sets _canRetry only
/// then); this class makes sure of it, and of authentication and proxy handlers too.
/// </summary>
internal sealed class SingleUseContent : HttpContent
{
    private readonly byte[] _json;
    private int _isStarted;

    public SingleUseContent(byte[] json)
    {
        _json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
    }

    /// <summary>
    /// False when no byte of the body was handed to a connection: then the request certainly did not arrive.
    /// </summary>
    public bool IsStarted => Volatile.Read(ref _isStarted) != 0;

    /// <summary>
    /// True sends the body in chunks. SocketsHttpHandler sends a body of up to 1,024 bytes at once although the request
    /// has "Expect: 100-continue", unless its length is unknown (HttpConnection.Expect100ErrorSendThreshold).
    /// </summary>
    public bool OmitsLength { get; set; }

#if NET
    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Start();
        return stream.WriteAsync(_json, 0, _json.Length, cancellationToken);
    }
#endif

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Start();
        return stream.WriteAsync(_json, 0, _json.Length);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return !OmitsLength;
    }

    private void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) != 0)
            throw new InvalidOperationException(
                "The body of this request was sent already and must not be sent twice.");
    }
}
