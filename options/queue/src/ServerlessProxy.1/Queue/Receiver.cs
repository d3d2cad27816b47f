using System.Diagnostics;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Puts the requests of allowed callers into the queue, and answers 202 once SQS has stored them. Every
/// earlier error is returned to the caller, who still has the request.</summary>
public sealed class Receiver(
    IGatewayEvents events, CallerPolicy callers, Settings settings, ReceiverSettings receiver, Stream log)
    : ILambdaFunction
{
    /// <summary>The time that is left for the result if SQS is too slow.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    private static readonly Header Json = new("Content-Type", "application/json");
    private static readonly Header Allow = new("Allow", "DELETE, PATCH, POST, PUT");

    private readonly RequestMessages queue = new(receiver.QueueUrl);
    private readonly RequestLog log = new(log);

    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        var entry = new DeliveryLogEntry { FunctionName = context.FunctionName, RequestId = context.AwsRequestId };
        var started = Stopwatch.GetTimestamp();
        GatewayResponse response;
        try
        {
            response = await AcceptAsync(input, context, entry);
        }
        catch (Exception exception)
        {
            entry.Fail(exception);
            response = ErrorMap.Response(entry.Error!.Value, entry.RequestId);
            response = entry.Error == ErrorKind.MethodNotAllowed
                ? response with { Headers = [.. response.Headers, Allow] }
                : response;
        }

        entry.Add(response);
        entry.Duration = Stopwatch.GetElapsedTime(started);
        log.Write(entry);
        return ResultWriter.Write(events, response);
    }

    public void WarmUp() => QueueWarmUp.SendAsync(events, receiver.QueueUrl).GetAwaiter().GetResult();

    public void Dispose() => queue.Dispose();

    private async Task<GatewayResponse> AcceptAsync(Stream input, ILambdaContext context, DeliveryLogEntry entry)
    {
        if (input.CanSeek && input.Length > LambdaLimits.PayloadBytes)
        {
            throw new ProxyException(ErrorKind.RequestTooLarge);
        }

        var request = events.Read(input, settings.RoutePrefix);
        entry.Add(request);
        callers.Check(request);
        if (request.Method is not ("POST" or "PUT" or "PATCH" or "DELETE"))
        {
            throw new ProxyException(ErrorKind.MethodNotAllowed, "a queue cannot return the response");
        }

        // Rejects a request that could never be forwarded while the caller is waiting.
        BackendRequest.Create(request, settings.Forwarding, trace: null).Dispose();

        var requestId = entry.RequestId!;
        var id = DeliveryId.Of(request, requestId, receiver.IdSource);
        entry.DeliveryId = id;
        var text = new QueuedRequest
        {
            DeliveryId = id,
            ReceivedAt = DateTimeOffset.UtcNow,
            Request = ToQueue(request) with { RequestId = requestId },
        }.ToJson();
        ReadOnlyMemory<byte>? body = request.Body is { } whole ? CompressedBody.Compress(whole) : null;
        var size = RequestMessages.SizeOf(text, body);
        if (size > RequestMessages.MessageBytes)
        {
            var problem = $"The request is too large for the queue. It has {size} bytes after compression, "
                + $"and the limit is {RequestMessages.MessageBytes}.";
            entry.Fail(new ProxyException(ErrorKind.RequestTooLarge, problem));
            return Answer(413, ("message", problem), ("requestId", requestId));
        }

        var group = receiver.Order.Of(request) ?? id;
        var sent = Stopwatch.GetTimestamp();
        var budget = context.RemainingTime - Reserve;
        using var deadline = new CancellationTokenSource(
            budget > TimeSpan.Zero ? budget : TimeSpan.FromMilliseconds(1));
        try
        {
            var message = await queue.SendAsync(text, body, group, id, deadline.Token);
            entry.BackendDuration = Stopwatch.GetElapsedTime(sent);
            return Answer(202, ("messageId", message), ("deliveryId", id));
        }
        catch (Exception exception)
        {
            // After any error, the request may not be in the queue.
            entry.Fail(new ProxyException(
                ErrorKind.BackendUnreachable, AwsFailure.Describe("SendMessage", exception), exception));
            const string problem = "The request was not accepted. Send it again.";
            return Answer(503, ("message", problem), ("requestId", requestId));
        }
    }

    /// <summary>Removes the headers that must not reach the backend, and tokens, which would expire in the
    /// queue.</summary>
    private GatewayRequest ToQueue(GatewayRequest request)
    {
        var forwarded = ForwardedRequest.Of(request, settings.Forwarding);
        return receiver.QueuesTokens ? forwarded : forwarded with
        {
            Headers =
            [
                .. forwarded.Headers.Where(header =>
                    !header.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)),
            ],
        };
    }

    private static GatewayResponse Answer(int status, params (string Name, string? Value)[] members)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return new GatewayResponse(status, [Json], body.ToArray(), IsText: true);
    }
}
