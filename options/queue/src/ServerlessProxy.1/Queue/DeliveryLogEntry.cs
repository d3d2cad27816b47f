using System.Globalization;

namespace ServerlessProxy;

/// <summary>A request's log line where there is a queue: its delivery id leads from the receiver's line to those of the
/// attempts.</summary>
public sealed class DeliveryLogEntry : RequestLogEntry
{
    /// <summary>The delivery id, once it is known.</summary>
    public string? DeliveryId { get; set; }

    /// <summary>Which attempt it is, from 1 on; null in the receiver.</summary>
    public int? Attempt { get; init; }

    /// <summary>True if the attempt delivered the request.</summary>
    public bool IsDelivered { get; set; }

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
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<RequestMetric> Metrics =>
        Attempt is null || IsDelivered ? base.Metrics : base.Metrics.Append(new("undelivered", "Count", 1));
}
