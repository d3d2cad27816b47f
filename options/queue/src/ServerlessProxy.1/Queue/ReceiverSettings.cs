using System.Collections.Frozen;

namespace ServerlessProxy;

/// <summary>The settings of the receiver.</summary>
public sealed record ReceiverSettings
{
    private static readonly FrozenSet<string> Token = new[] { "Authorization" }.ToFrozenSet(
        StringComparer.OrdinalIgnoreCase);

    /// <summary><c>QUEUE_URL</c>: the FIFO queue.</summary>
    public required string QueueUrl { get; init; }

    /// <summary><c>ORDER_BY</c>: what the requests that keep their order have in common; <see cref="OrderKey.None"/>
    /// for none.</summary>
    public OrderKey Order { get; init; } = OrderKey.None;

    /// <summary>Where a request has its delivery id.</summary>
    public required DeliveryIdSource IdSource { get; init; }

    /// <summary><c>AUTH</c>: the headers that do not wait with a request, in addition to those that never reach the backend: a
    /// JWT has expired when its request leaves the queue.</summary>
    public required FrozenSet<string> NotQueued { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="setting">Returns an environment variable by name, null if it is not set.</param>
    /// <param name="idSource">Where requests have their delivery ids.</param>
    /// <exception cref="ConfigurationException">Names the first setting that is missing or wrong.</exception>
    public static ReceiverSettings Read(Func<string, string?> setting, DeliveryIdSource idSource)
    {
        ArgumentNullException.ThrowIfNull(setting);

        return new ReceiverSettings
        {
            QueueUrl = ReadQueueUrl("QUEUE_URL"),
            Order = OrderKey.Parse(setting("ORDER_BY")),
            IdSource = idSource,
            NotQueued = setting("AUTH") == "jwt" ? Token : FrozenSet<string>.Empty,
        };

        // Only a FIFO queue recognizes duplicates and keeps the order.
        string ReadQueueUrl(string name) =>
            setting(name) is { } url
            && Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && uri.Scheme is ("https" or "http")
            && url.EndsWith(".fifo", StringComparison.Ordinal)
                ? url
                : throw new ConfigurationException(
                    name, "is not the URL of a FIFO queue. Use one that ends with .fifo.");
    }
}
