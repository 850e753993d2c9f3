using System.Text.Json;
using Seedance.Api;
using Seedance.Http;
using Seedance.Json;

namespace Seedance.Creating;

/// <summary>What is certain about a creation request after an attempt to send it.</summary>
internal enum CreationProof
{
    /// <summary>The task exists, and its id is known.</summary>
    Created,

    /// <summary>No task was created.</summary>
    Rejected,

    /// <summary>No task was created, because of too many requests: the same request may be sent again.</summary>
    RateLimited,

    /// <summary>Nothing was sent: the same request may be sent again.</summary>
    NotSent,

    /// <summary>Nothing is certain: a task may have been created.</summary>
    Unknown,
}

/// <summary>The result of one attempt to create a task.</summary>
/// <param name="Proof">What is certain.</param>
/// <param name="Task">The task, when it was created.</param>
/// <param name="Error">What went wrong otherwise.</param>
internal sealed record CreationResponse(CreationProof Proof, SeedanceTask? Task, SeedanceException? Error)
{
    private const string NotAccepted = "was not accepted";
    private const string MayBeAccepted = "was sent and may have been accepted";

    /// <summary>Reads a response. Whatever is not understood proves nothing.</summary>
    public static CreationResponse Read(ApiResponse response, string key) =>
        StatusFailures.Of(response.Status) is null ? ReadSuccess(response.Body.Span, key) : ReadError(response, key);

    private static CreationResponse ReadSuccess(ReadOnlySpan<byte> body, string key)
    {
        try
        {
            var root = ResponseFields.Read(body);
            var data = root.Data.Kind == JsonTokenType.StartObject ? ResponseFields.Read(root.Data.Raw) : default;
            var id = root.Id.Text ?? data.Id.Text;
            if (id is null && root.Code.Text is { } code && EnvelopeCodes.FailureOf(code) is { } failure)
                return ReadEnvelope(failure, code, root, key);
            SeedanceClient.ValidateId(id);
            return new CreationResponse(CreationProof.Created, TaskReader.Read(body, id!), null);
        }
        catch (Exception e) when (e is JsonException or SeedanceException)
        {
            // Also an empty body, a web page of a proxy, or a task without an id.
            var error = new SeedanceException(
                Failure.ResponseInvalid, $"The new task '{key}' {MayBeAccepted}: its response cannot be read.", key, e);
            return new CreationResponse(CreationProof.Unknown, null, error);
        }
    }

    private static CreationResponse ReadEnvelope(Failure failure, string code, in ResponseFields root, string key)
    {
        var message = (root.Msg.Text ?? root.Message.Text) is { } text ? ServiceText.Clean(text) : null;
        var reason = $"code {ServiceText.Clean(code)}{(message is null ? "" : $", \"{message}\"")}";
        var proof = failure switch
        {
            Failure.RateLimited => CreationProof.RateLimited,
            Failure.AuthenticationFailed or Failure.AccessDenied or Failure.RequestRejected => CreationProof.Rejected,
            _ => CreationProof.Unknown,
        };
        return Of(proof, failure, key, reason, message, null);
    }

    private static CreationResponse ReadError(ApiResponse response, string key)
    {
        var message = TaskReader.ReadMessage(response.Body.Span) is { } text ? ServiceText.Clean(text) : null;
        var reason = $"HTTP {(int)response.Status}{(message is null ? "" : $", \"{message}\"")}";
        var (proof, failure) = (int)response.Status switch
        {
            429 => (CreationProof.RateLimited, Failure.RateLimited),
            401 => (CreationProof.Rejected, Failure.AuthenticationFailed),
            403 => (CreationProof.Rejected, Failure.AccessDenied),
            407 => (CreationProof.Rejected, Failure.ProxyAuthenticationRequired),
            404 => (CreationProof.Rejected, Failure.EndpointNotFound),
            // RFC 9110: the same request belongs elsewhere. 302 and 303 may follow a creation.
            301 or 307 or 308 => (CreationProof.Rejected, Failure.RedirectRefused),
            400 or 402 or 405 or 406 or 410 or 411 or 413 or 414 or 415 or 417 or 421 or 422 or 426 or 428 or 431
                or 451 =>
                (CreationProof.Rejected, Failure.RequestRejected),
            // 408, 409, 5xx and what is not known: gateways send these although the task was created.
            _ => (CreationProof.Unknown, Failure.ServiceUnavailable),
        };
        return Of(proof, failure, key, reason, message, response);
    }

    private static CreationResponse Of(
        CreationProof proof, Failure failure, string key, string reason, string? serviceMessage, ApiResponse? response)
    {
        var what = proof == CreationProof.Unknown ? MayBeAccepted : NotAccepted;
        return new(proof, null, new SeedanceException(failure, $"The new task '{key}' {what}: {reason}.", key)
        {
            StatusCode = response?.Status,
            RetryAfter = response?.RetryAfter,
            ServiceMessage = serviceMessage,
        });
    }
}
