using System.Diagnostics;
using System.Globalization;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Delivers the requests in the queue. It calls no AWS service: Lambda receives the messages, and deletes
/// those that the result does not name. SQS shows the others again after the queue's visibility timeout.</summary>
/// <param name="delivery">Makes the attempts.</param>
/// <param name="log">Receives the log lines.</param>
public sealed class Deliverer(IDelivery delivery, Stream log) : ILambdaFunction
{
    private readonly RequestLog log = new(log);

    /// <summary>Delivers one batch: its groups concurrently, and the messages of a group in order.</summary>
    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        var groups = QueueEvent.Read(input).GroupBy(message => message.GroupId, StringComparer.Ordinal);
        var left = await Task.WhenAll(groups.Select(group => DeliverInOrderAsync([.. group], context)));
        return QueueEvent.Result(left.SelectMany(messages => messages));
    }

    public void WarmUp()
    {
    }

    public void Dispose() => delivery.Dispose();

    /// <summary>Returns the messages that are not delivered: the first that failed, and all after it, which would
    /// otherwise overtake it.</summary>
    private async Task<IEnumerable<QueueMessage>> DeliverInOrderAsync(
        IReadOnlyList<QueueMessage> messages, ILambdaContext context)
    {
        var delivered = 0;
        while (delivered < messages.Count && await DeliverAsync(messages[delivered], context))
        {
            delivered++;
        }

        return messages.Skip(delivered);
    }

    /// <summary>Makes one attempt and writes its log line. It never throws, because a message must not fail its
    /// batch.</summary>
    /// <returns>True if the message is delivered.</returns>
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
        catch (Exception exception)
        {
            entry.Fail(exception);
            entry.Status = ErrorMap.Response(entry.Error!.Value, entry.RequestId).Status;
        }

        entry.Duration = Stopwatch.GetElapsedTime(started);
        log.Write(entry);
        return entry.IsDelivered;
    }
}

/// <summary>The content of the receiver's and the deliverer's log lines. The delivery id connects them.</summary>
public sealed class DeliveryLogEntry : RequestLogEntry
{
    public string? DeliveryId { get; set; }

    /// <summary>The number of the attempt, from 1; null in the receiver.</summary>
    public int? Attempt { get; init; }

    public bool IsDelivered { get; set; }

    public override IEnumerable<KeyValuePair<string, string?>> Fields
    {
        get
        {
            yield return new("deliveryId", DeliveryId);
            if (Attempt is { } attempt)
            {
                yield return new("attempt", attempt.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    public override IEnumerable<RequestMetric> Metrics =>
        Attempt is null || IsDelivered ? base.Metrics : base.Metrics.Append(new("undelivered", "Count", 1));
}
