using System.Collections.Frozen;

namespace ServerlessProxy;

/// <summary>The settings of the receiver.</summary>
public sealed record ReceiverConfiguration
{
    private static readonly FrozenSet<string> Token = new[] { "Authorization" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary><c>QUEUE_URL</c>: the FIFO queue.</summary>
    public required string QueueUrl { get; init; }

    /// <summary><c>ORDER_BY</c>: what the requests that keep their order have in common; <see cref="OrderKey.None"/>
    /// for none.</summary>
    public OrderKey Order { get; init; } = OrderKey.None;

    /// <summary><c>AUTH</c>: where a request has its delivery id.</summary>
    public required DeliveryIdSource IdSource { get; init; }

    /// <summary><c>AUTH</c>: the header fields that do not wait with a request. Those that authorize its caller at API
    /// Gateway alone stop there in any case (<see cref="GatewayCredentials"/>); a token may be for the service too, but
    /// has expired when it comes out of a queue.</summary>
    public required FrozenSet<string> NotQueued { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="ConfigurationException">Names the first setting that is missing or wrong.</exception>
    public static ReceiverConfiguration Read(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);

        var auth = setting("AUTH") ?? "";
        return new ReceiverConfiguration
        {
            QueueUrl = ReadQueueUrl("QUEUE_URL"),
            Order = OrderKey.Parse(setting("ORDER_BY")),
            IdSource = DeliveryIdSources.ByAuth.GetValueOrDefault(auth)
                ?? throw new ConfigurationException("AUTH", "has no source of delivery ids"),
            NotQueued = auth == "jwt"
                ? Token
                : GatewayCredentials.ByAuth.GetValueOrDefault(auth) ?? FrozenSet<string>.Empty,
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
