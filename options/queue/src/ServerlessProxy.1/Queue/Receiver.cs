using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Behind the API: puts every request whose caller may call into the queue, and answers 202 once SQS has
/// stored it. Every error before that is returned to the caller, who still has the request.</summary>
public sealed class Receiver : ILambdaFunction
{
    /// <summary>What is left of the invocation for writing the answer when SQS was too slow.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    /// <summary>Methods whose callers do not need the service's answer, which a queue cannot return.</summary>
    private static readonly FrozenSet<string> Queued = new[] { "POST", "PUT", "PATCH", "DELETE" }.ToFrozenSet(
        StringComparer.Ordinal);

    private static readonly KeyValuePair<string, string> Json = new("Content-Type", "application/json");
    private static readonly KeyValuePair<string, string> Allow = new("Allow", "DELETE, PATCH, POST, PUT");

    private readonly IGatewayEvents events;
    private readonly CallerPolicy callers;
    private readonly Settings settings;
    private readonly ReceiverSettings receiver;
    private readonly RequestMessages queue;
    private readonly RequestLog log;

    /// <summary>A receiver with settings that were checked.</summary>
    public Receiver(
        IGatewayEvents events,
        CallerPolicy callers,
        Settings settings,
        ReceiverSettings receiver,
        Stream log)
    {
        ArgumentNullException.ThrowIfNull(receiver);

        this.events = events;
        this.callers = callers;
        this.settings = settings;
        this.receiver = receiver;
        this.log = new RequestLog(log);
        queue = new RequestMessages(receiver.QueueUrl);
    }

    /// <inheritdoc/>
    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);

        var entry = new DeliveryLogEntry { FunctionName = context.FunctionName, RequestId = context.AwsRequestId };
        var started = Stopwatch.GetTimestamp();
        GatewayResponse response;
        try
        {
            response = await AcceptAsync(input, context, entry);
        }
        catch (QueueFailedException exception)
        {
            entry.Fail(new ProxyException(ErrorKind.BackendUnreachable, exception.Message, exception));
            const string message = "The request was not accepted. Send it again.";
            response = Answer(503, ("message", message), ("requestId", entry.RequestId));
        }
        catch (MessageTooLargeException exception)
        {
            entry.Fail(new ProxyException(ErrorKind.RequestTooLarge, exception.Message, exception));
            response = Answer(413, ("message", exception.Message), ("requestId", entry.RequestId));
        }
        catch (Exception exception)
        {
            entry.Fail(exception);
            response = ErrorMap.Response(entry.Error!.Value, entry.RequestId);
            response = entry.Error == ErrorKind.MethodNotAllowed
                ? response with { Headers = [.. response.Headers, Allow] }
                : response;
        }

        using (response)
        {
            entry.Status = response.Status;
            entry.BytesOut = response.Body.Length;
            entry.Duration = Stopwatch.GetElapsedTime(started);
            log.Write(entry);
            return ResultWriter.Write(events, response);
        }
    }

    /// <inheritdoc/>
    public Task WarmUpAsync() => QueueWarmUp.SendAsync(events, receiver.QueueUrl);

    /// <inheritdoc/>
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
        if (!Queued.Contains(request.Method))
        {
            throw new ProxyException(ErrorKind.MethodNotAllowed, "only what needs no answer is queued");
        }

        // What could never be forwarded is refused now, while somebody listens.
        BackendRequest.Create(request, settings.Forwarding, trace: null).Dispose();

        var requestId = entry.RequestId!;
        var id = DeliveryId.Of(request, requestId, receiver.IdSource);
        entry.DeliveryId = id;
        var queued = new QueuedRequest
        {
            DeliveryId = id,
            ReceivedAt = DateTimeOffset.UtcNow,
            Request = WhatWaits(request) with { RequestId = requestId },
        };

        var sent = Stopwatch.GetTimestamp();
        var budget = context.RemainingTime - Reserve;
        using var deadline = new CancellationTokenSource(
            budget > TimeSpan.Zero ? budget : TimeSpan.FromMilliseconds(1));
        var message = await SendAsync(queued, receiver.Order.Of(request) ?? id, deadline.Token);
        entry.BackendDuration = Stopwatch.GetElapsedTime(sent);
        return Answer(202, ("messageId", message), ("deliveryId", id));
    }

    /// <summary>Returns the part of a request that waits in the queue: nothing that must not reach the backend, and no token,
    /// which would have expired.</summary>
    private GatewayRequest WhatWaits(GatewayRequest request)
    {
        var forwarded = ForwardedRequest.Of(request, settings.Forwarding);
        return forwarded with
        {
            Headers = [.. forwarded.Headers.Where(header => !receiver.NotQueued.Contains(header.Key))],
        };
    }

    private async Task<string> SendAsync(QueuedRequest queued, string group, CancellationToken deadline)
    {
        var text = queued.ToJson();
        ReadOnlyMemory<byte>? body = queued.Request.Body is { } whole ? CompressedBody.Compress(whole) : null;
        var size = RequestMessages.SizeOf(text, body);
        if (size > RequestMessages.MessageBytes)
        {
            throw new MessageTooLargeException(size);
        }

        try
        {
            return await queue.SendAsync(text, body, group, queued.DeliveryId, deadline);
        }
        catch (Exception exception)
        {
            // Whatever happened: a request that may not be in the queue is not accepted.
            throw new QueueFailedException(AwsFailure.Describe("SendMessage", exception), exception);
        }
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
