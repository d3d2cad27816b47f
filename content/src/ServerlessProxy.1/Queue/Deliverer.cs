using System.Diagnostics;
using System.Globalization;
using Amazon.Lambda.Core;

namespace ServerlessProxy1;

/// <summary>Behind the queue: sends its requests to the backend, as <see cref="Function"/> would have. What the backend does not take comes again after a delay,
/// alone: the rest of its batch does not.</summary>
public sealed class Deliverer : IQueueRole
{
    /// <summary>What is left of the invocation for telling SQS of the delay.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(2);

    private readonly ProxyConfiguration proxy;
    private readonly DelivererConfiguration configuration;
    private readonly TimeProvider clock;
    private readonly Backend backend;
    private readonly RequestMessages queue;
    private readonly BodyStore bodies;
    private readonly RequestLog log;

    /// <summary>A deliverer with settings that were checked.</summary>
    public Deliverer(ProxyConfiguration proxy, DelivererConfiguration configuration, TimeProvider clock, Stream log)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        ArgumentNullException.ThrowIfNull(configuration);

        this.proxy = proxy;
        this.configuration = configuration;
        this.clock = clock;
        this.log = new RequestLog(log);
        backend = new Backend(proxy.CertificateAuthorities, proxy.ClientCertificate);
        queue = new RequestMessages(configuration.Location.QueueUrl);
        bodies = new BodyStore(configuration.Location.Bucket);
    }

    /// <summary>Delivers one batch: its groups at once, each group in order.</summary>
    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);

        var groups = QueueEvent.Read(input).GroupBy(message => message.GroupId, StringComparer.Ordinal);
        var left = await Task.WhenAll(groups.Select(group => DeliverInOrderAsync([.. group], context)));
        return QueueEvent.Result(left.SelectMany(messages => messages));
    }

    /// <inheritdoc/>
    public Task WarmUpAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void DropConnections() => backend.DropConnections();

    /// <inheritdoc/>
    public void Dispose()
    {
        backend.Dispose();
        queue.Dispose();
        bodies.Dispose();
    }

    /// <summary>Those that are not delivered: the first that failed, and all behind it, which would else overtake it.</summary>
    private async Task<IReadOnlyList<QueueMessage>> DeliverInOrderAsync(IReadOnlyList<QueueMessage> messages, ILambdaContext context)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            if (await DeliverAsync(messages[index], context) is { } delay)
            {
                var left = messages.Skip(index).ToList();
                await Task.WhenAll(left.Select(message => DelayAsync(message, delay)));
                return left;
            }
        }

        return [];
    }

    /// <summary>One attempt. Never throws: what a message does must not fail its batch.</summary>
    /// <returns>After how long the next attempt is due; null if the message is delivered.</returns>
    private async Task<TimeSpan?> DeliverAsync(QueueMessage message, ILambdaContext context)
    {
        var entry = new DeliveryLogEntry { FunctionName = context.FunctionName, RequestId = context.AwsRequestId, Attempt = message.ReceiveCount };
        var started = Stopwatch.GetTimestamp();
        TimeSpan? delay;
        try
        {
            delay = await ForwardAsync(message, context, entry);
        }
        catch (UnreadableMessageException exception)
        {
            // Time does not mend it, and others may wait behind it.
            entry.Fail(new ProxyException(ErrorKind.BadRequest, exception.Message, exception));
            delay = DelayAfter(message, attempt: 1, retryAfter: null);
        }
        catch (Exception exception)
        {
            entry.Fail(exception);
            delay = DelayAfter(message, message.ReceiveCount, retryAfter: null);
        }

        if (entry.Error is { } error)
        {
            using var told = ErrorMap.Response(error, entry.RequestId);
            entry.Status = told.Status;
        }

        entry.RetryIn = delay;
        entry.Duration = Stopwatch.GetElapsedTime(started);
        log.Write(entry);
        return delay;
    }

    private async Task<TimeSpan?> ForwardAsync(QueueMessage message, ILambdaContext context, DeliveryLogEntry entry)
    {
        var queued = QueuedRequest.Parse(message.Body);
        entry.DeliveryId = queued.DeliveryId;
        entry.Describe(queued.Request);
        using var deadline = new CancellationTokenSource(Budget(context) is { Ticks: > 0 } budget ? budget : TimeSpan.FromMilliseconds(1));
        var request = queued.BodyKey is { } key ? queued.Request with { Body = await FetchAsync(key, deadline.Token) } : queued.Request;
        entry.Describe(request);

        using var sending = BackendRequest.Create(Marked(request, queued.DeliveryId, message.ReceiveCount), proxy, context.TraceId);
        var sent = Stopwatch.GetTimestamp();
        try
        {
            using var response = await backend.SendAsync(sending, Budget(context));
            entry.Status = response.Status;
            entry.BytesOut = response.Body.Length;
            if (!DeliveryRules.IsDelivered(response.Status))
            {
                return DelayAfter(message, message.ReceiveCount, DeliveryRules.RetryAfter(response.Headers, clock.GetUtcNow()));
            }
        }
        catch (ProxyException exception) when (exception.Kind == ErrorKind.ResponseTooLarge)
        {
            // The backend has answered, and nobody waits for what it said.
            entry.Fail(exception);
        }
        finally
        {
            entry.BackendDuration = Stopwatch.GetElapsedTime(sent);
        }

        if (queued.BodyKey is { } delivered)
        {
            await ForgetAsync(message, delivered);
        }

        return null;
    }

    private async Task<byte[]> FetchAsync(string key, CancellationToken deadline)
    {
        try
        {
            return await bodies.GetAsync(key, deadline);
        }
        catch (Exception exception) when (exception is not UnreadableMessageException)
        {
            throw new ProxyException(ErrorKind.Unexpected, AwsFailure.Describe("GetObject", exception), exception);
        }
    }

    /// <summary>The message goes before the body: a message that came again without its body could never be delivered.</summary>
    private async Task ForgetAsync(QueueMessage message, string key)
    {
        try
        {
            await queue.DeleteAsync(message);
            await bodies.DeleteAsync(key);
        }
        catch (Exception)
        {
            // It is delivered. Lambda deletes the message; the bucket's lifecycle, the body.
        }
    }

    private TimeSpan Budget(ILambdaContext context) => TimeSpan.FromTicks(Math.Min(proxy.BackendTimeout.Ticks, (context.RemainingTime - Reserve).Ticks));

    /// <summary>None after the last attempt: SQS takes the message for dead when it would be received once more, and that is to be soon.</summary>
    private TimeSpan DelayAfter(QueueMessage message, int attempt, TimeSpan? retryAfter) => message.ReceiveCount >= configuration.MaxReceiveCount
        ? TimeSpan.Zero
        : configuration.Delays.After(attempt, retryAfter, Random.Shared.NextDouble());

    private async Task DelayAsync(QueueMessage message, TimeSpan delay)
    {
        try
        {
            await queue.DelayAsync(message, delay);
        }
        catch (Exception)
        {
            // It comes again all the same, after the queue's own visibility timeout.
        }
    }

    private static GatewayRequest Marked(GatewayRequest request, string deliveryId, int attempt)
    {
        const string prefix = "X-Proxy-Delivery-";
        return request with
        {
            // A caller's own are not believed.
            Headers =
            [
                .. request.Headers.Where(header => !header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)),
                new($"{prefix}Id", deliveryId),
                new($"{prefix}Attempt", attempt.ToString(CultureInfo.InvariantCulture)),
            ],
        };
    }
}
