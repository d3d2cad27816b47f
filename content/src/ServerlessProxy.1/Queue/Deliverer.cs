using System.Diagnostics;
using System.Globalization;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Behind the queue: sends its requests to the backend, as <see cref="Function"/> would have. What the backend does not take comes again after a delay,
/// alone: the rest of its batch does not.</summary>
public sealed class Deliverer : IQueueRole
{
    /// <summary>What is left of the invocation for telling SQS of the delay: serverless/queue/settings.js keeps the timeouts as far apart.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    /// <summary>What of that is left for the log line and the result when SQS was too slow.</summary>
    private static readonly TimeSpan ResultReserve = TimeSpan.FromMilliseconds(500);

    private readonly DelivererConfiguration configuration;
    private readonly TimeProvider clock;
    private readonly ProxyConfiguration? proxy;
    private readonly string? proxyError;
    private readonly Backend? backend;
    private readonly RequestMessages queue;
    private readonly BodyStore bodies;
    private readonly RequestLog log;

    /// <summary>A deliverer with settings that were checked.</summary>
    public Deliverer(ProxyConfiguration proxy, DelivererConfiguration configuration, TimeProvider clock, Stream log)
        : this(configuration, clock, log)
    {
        ArgumentNullException.ThrowIfNull(proxy);

        this.proxy = proxy;
        backend = new Backend(proxy.CertificateAuthorities, proxy.ClientCertificate);
    }

    private Deliverer(DelivererConfiguration configuration, TimeProvider clock, Stream log, string? proxyError = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        this.configuration = configuration;
        this.clock = clock;
        this.log = new RequestLog(log);
        this.proxyError = proxyError;
        queue = new RequestMessages(configuration.Location.QueueUrl);
        bodies = new BodyStore(configuration.Location.Bucket);
    }

    /// <summary>The deliverer that the environment describes. A bad setting of the proxy does not stop it from starting, with which Lambda would use up all attempts
    /// of what waits, one each visibility timeout: every attempt fails, the log names the setting, and the next comes after the usual delay.</summary>
    /// <param name="setting">Gives an environment variable by name, null when it is not set.</param>
    /// <param name="clock">The time now.</param>
    /// <param name="log">Where the log lines go.</param>
    /// <exception cref="ConfigurationException">It is not certain which queue and which delays: such a function does not start.</exception>
    public static Deliverer FromEnvironment(Func<string, string?> setting, TimeProvider clock, Stream log)
    {
        var configuration = DelivererConfiguration.Read(setting);
        try
        {
            return new Deliverer(ProxyConfiguration.Read(setting), configuration, clock, log);
        }
        catch (ConfigurationException exception)
        {
            return new Deliverer(configuration, clock, log, exception.Message);
        }
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
    public Task WarmUpAsync() => QueueWarmUp.DelayAsync(configuration.Location.QueueUrl);

    /// <inheritdoc/>
    public void DropConnections() => backend?.DropConnections();

    /// <inheritdoc/>
    public void Dispose()
    {
        backend?.Dispose();
        queue.Dispose();
        bodies.Dispose();
    }

    /// <summary>Those that are not delivered: the first that failed, and all behind it, which would else overtake it.</summary>
    private async Task<IReadOnlyList<QueueMessage>> DeliverInOrderAsync(IReadOnlyList<QueueMessage> messages, ILambdaContext context)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            if (!await DeliverAsync(messages[index], [.. messages.Skip(index + 1)], context))
            {
                return [.. messages.Skip(index)];
            }
        }

        return [];
    }

    /// <summary>One attempt, and its log line. Never throws: what a message does must not fail its batch.</summary>
    /// <param name="message">The message.</param>
    /// <param name="behind">What waits as long where the attempt fails.</param>
    /// <param name="context">What Lambda tells of the invocation.</param>
    /// <returns>Whether it is delivered.</returns>
    private async Task<bool> DeliverAsync(QueueMessage message, IReadOnlyList<QueueMessage> behind, ILambdaContext context)
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

        if (delay is { } time)
        {
            await DelayAsync(message, behind, time, context, entry);
        }

        if (entry.Error is { } error)
        {
            using var told = ErrorMap.Response(error, entry.RequestId);
            entry.Status = told.Status;
        }

        entry.Duration = Stopwatch.GetElapsedTime(started);
        log.Write(entry);
        return delay is null;
    }

    /// <returns>After how long the next attempt is due; null if the message is delivered.</returns>
    private async Task<TimeSpan?> ForwardAsync(QueueMessage message, ILambdaContext context, DeliveryLogEntry entry)
    {
        var queued = QueuedRequest.Parse(message.Body);
        entry.DeliveryId = queued.DeliveryId;
        entry.Describe(queued.Request);
        if (proxy is null || backend is null)
        {
            throw new ProxyException(ErrorKind.Unconfigured, proxyError);
        }

        using var deadline = Until(Budget(proxy, context));
        var request = queued.BodyKey is { } key ? queued.Request with { Body = await FetchAsync(key, deadline.Token) } : queued.Request;
        entry.Describe(request);

        using var sending = BackendRequest.Create(Marked(request, queued.DeliveryId, message.ReceiveCount), proxy, context.TraceId);
        var sent = Stopwatch.GetTimestamp();
        try
        {
            var answer = await backend.SendAsync(sending, Budget(proxy, context), DeliveryAnswer.ReadAsync);
            entry.Status = answer.Status;
            entry.BytesOut = answer.Bytes;
            if (!configuration.Delivered.Contains(answer.Status))
            {
                return DelayAfter(message, message.ReceiveCount, answer.RetryAfter(clock.GetUtcNow()));
            }
        }
        finally
        {
            entry.BackendDuration = Stopwatch.GetElapsedTime(sent);
        }

        if (queued.BodyKey is { } delivered)
        {
            await ForgetAsync(message, delivered, context, entry);
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
    private async Task ForgetAsync(QueueMessage message, string key, ILambdaContext context, DeliveryLogEntry entry)
    {
        using var deadline = Until(context.RemainingTime - ResultReserve);
        var call = "DeleteMessage";
        try
        {
            await queue.DeleteAsync(message, deadline.Token);
            call = "DeleteObject";
            await bodies.DeleteAsync(key, deadline.Token);
        }
        catch (Exception exception)
        {
            // It is delivered. Lambda deletes the message; the bucket's lifecycle, the body.
            entry.QueueError = AwsFailure.Describe(call, exception);
        }
    }

    private static TimeSpan Budget(ProxyConfiguration proxy, ILambdaContext context) =>
        TimeSpan.FromTicks(Math.Min(proxy.BackendTimeout.Ticks, (context.RemainingTime - Reserve).Ticks));

    private static CancellationTokenSource Until(TimeSpan time) => new(time > TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(1));

    /// <summary>None after the last attempt: SQS takes the message for dead when it would be received once more, and that is to be soon.</summary>
    private TimeSpan DelayAfter(QueueMessage message, int attempt, TimeSpan? retryAfter) => message.ReceiveCount >= configuration.MaxReceiveCount
        ? TimeSpan.Zero
        : configuration.Delays.After(attempt, retryAfter, Random.Shared.NextDouble());

    private async Task DelayAsync(QueueMessage message, IReadOnlyList<QueueMessage> behind, TimeSpan delay, ILambdaContext context, DeliveryLogEntry entry)
    {
        using var deadline = Until(context.RemainingTime - ResultReserve);
        try
        {
            await queue.DelayAsync(message, delay, deadline.Token);
            entry.RetryIn = delay;
            await Task.WhenAll(behind.Select(each => queue.DelayAsync(each, delay, deadline.Token)));
        }
        catch (Exception exception)
        {
            // It comes again all the same, after the queue's own visibility timeout.
            entry.QueueError = AwsFailure.Describe("ChangeMessageVisibility", exception);
        }
    }

    private static GatewayRequest Marked(GatewayRequest request, string deliveryId, int attempt)
    {
        const string prefix = "X-Proxy-Delivery-";
        return request with
        {
            // A caller's own are not believed. Its Connection, which could name ours, was not queued.
            Headers =
            [
                .. request.Headers.Where(header => !header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)),
                new($"{prefix}Id", deliveryId),
                new($"{prefix}Attempt", attempt.ToString(CultureInfo.InvariantCulture)),
            ],
        };
    }
}
