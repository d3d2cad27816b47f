namespace ServerlessProxy;

/// <summary>The settings of the receiver.</summary>
public sealed record ReceiverSettings
{
    /// <summary><c>QUEUE_URL</c>: the FIFO queue.</summary>
    public required string QueueUrl { get; init; }

    /// <summary><c>ORDER_BY</c>: the requests that keep their order.</summary>
    public OrderKey Order { get; init; } = OrderKey.None;

    /// <summary>Where a request has its delivery id.</summary>
    public required DeliveryIdSource IdSource { get; init; }

    /// <summary><c>AUTH</c>: false if <c>Authorization</c> is a JWT. It would expire before its request is
    /// delivered.</summary>
    public required bool QueuesTokens { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="setting">Returns the value of an environment variable; null if it is not set.</param>
    /// <param name="idSource">Where requests have their delivery ids.</param>
    /// <exception cref="ConfigurationException">A setting is missing or wrong.</exception>
    public static ReceiverSettings Read(Func<string, string?> setting, DeliveryIdSource idSource)
    {
        return new ReceiverSettings
        {
            QueueUrl = ReadQueueUrl("QUEUE_URL"),
            Order = OrderKey.Parse(setting("ORDER_BY")),
            IdSource = idSource,
            QueuesTokens = setting("AUTH") != "jwt",
        };

        // Only a FIFO queue recognizes duplicates and keeps the order.
        string ReadQueueUrl(string name) =>
            setting(name) is { } url
            && Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && uri.Scheme is ("https" or "http")
            && url.EndsWith(".fifo", StringComparison.Ordinal)
                ? url
                : throw new ConfigurationException(
                    name, $"\"{setting(name)}\" is not the URL of a FIFO queue. Use one that ends with .fifo.");
    }
}
