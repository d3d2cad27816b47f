using System.Globalization;

namespace ServerlessProxy;

/// <summary>A request's log line where there is a queue: its delivery id leads from the receiver's line to those of the attempts.</summary>
public sealed class DeliveryLogEntry : RequestLogEntry
{
    /// <summary>The delivery id, once it is known.</summary>
    public string? DeliveryId { get; set; }

    /// <summary>Which attempt it is, from 1 on; null in the receiver.</summary>
    public int? Attempt { get; init; }

    /// <summary>After how long the next attempt comes, as SQS was told; null if there is none, or if SQS did not take it.</summary>
    public TimeSpan? RetryIn { get; set; }

    /// <summary>Which call to SQS or S3 failed after the attempt, and how; null if none did. The attempt's own error is another.</summary>
    public string? QueueError { get; set; }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string?>> Fields
    {
        get
        {
            yield return new("deliveryId", DeliveryId);
            if (Attempt is { } attempt)
            {
                yield return new("attempt", attempt.ToString(CultureInfo.InvariantCulture));
            }

            if (RetryIn is { } delay)
            {
                yield return new("retryInSeconds", delay.TotalSeconds.ToString(CultureInfo.InvariantCulture));
            }

            if (QueueError is not null)
            {
                yield return new("queueError", QueueError);
            }
        }
    }
}
