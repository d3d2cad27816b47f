using System.Diagnostics;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Delivers the requests in the queue. It calls no AWS service: Lambda receives the messages, and deletes
/// those that the result does not name. SQS shows the others again after the queue's visibility timeout.</summary>
/// <param name="delivery">Makes the attempts.</param>
/// <param name="log">Where the log lines go.</param>
public sealed class Deliverer(IDelivery delivery, Stream log) : ILambdaFunction
{
    private readonly RequestLog log = new(log);

    /// <summary>Creates the deliverer. It starts with wrong settings too: every attempt then fails, and the log names the
    /// setting.</summary>
    /// <param name="read">Reads the settings of the proxy.</param>
    /// <param name="setting">Returns an environment variable by name, null if it is not set.</param>
    /// <param name="log">Where the log lines go.</param>
    public static Deliverer Create(Func<Settings> read, Func<string, string?> setting, Stream log)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(setting);

        try
        {
            return new Deliverer(
                new BackendDelivery(read(), DeliveredStatuses.Parse(setting("DELIVERED_STATUSES"))),
                log);
        }
        catch (ConfigurationException exception)
        {
            return new Deliverer(new UnconfiguredDelivery(exception.Message), log);
        }
    }

    /// <summary>Delivers one batch: its groups concurrently, and the messages of a group in order.</summary>
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
    public void Dispose() => delivery.Dispose();

    /// <summary>Returns the messages that are not delivered: the first that failed, and all after it, which would
    /// otherwise overtake it.</summary>
    private async Task<IReadOnlyList<QueueMessage>> DeliverInOrderAsync(
        IReadOnlyList<QueueMessage> messages, ILambdaContext context)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            if (!await DeliverAsync(messages[index], context))
            {
                return [.. messages.Skip(index)];
            }
        }

        return [];
    }

    /// <summary>Makes one attempt and writes its log line. Never throws: a message must not fail its batch.</summary>
    /// <returns>Whether the message is delivered.</returns>
    private async Task<bool> DeliverAsync(QueueMessage message, ILambdaContext context)
    {
        var entry = new DeliveryLogEntry
        {
            FunctionName = context.FunctionName,
            RequestId = context.AwsRequestId,
            Attempt = message.ReceiveCount,
        };
        var started = Stopwatch.GetTimestamp();
        try
        {
            var queued = QueuedRequest.Parse(message.Text, message.Body);
            entry.DeliveryId = queued.DeliveryId;
            entry.Add(queued.Request);
            entry.IsDelivered =
                await delivery.SendAsync(queued.Request, queued.DeliveryId, message.ReceiveCount, context, entry);
        }
        catch (UnreadableMessageException exception)
        {
            entry.Fail(new ProxyException(ErrorKind.BadRequest, exception.Message, exception));
        }
        catch (Exception exception)
        {
            entry.Fail(exception);
        }

        if (entry.Error is { } error)
        {
            using var response = ErrorMap.Response(error, entry.RequestId);
            entry.Status = response.Status;
        }

        entry.Duration = Stopwatch.GetElapsedTime(started);
        log.Write(entry);
        return entry.IsDelivered;
    }
}
