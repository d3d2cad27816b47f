namespace ServerlessProxy1;

/// <summary>The settings of the receiver.</summary>
public sealed record ReceiverConfiguration
{
    /// <summary>Where requests wait.</summary>
    public required QueueLocation Location { get; init; }

    /// <summary><c>ORDER_BY</c>: what the requests that keep their order have in common; <see cref="OrderKey.None"/> for none.</summary>
    public OrderKey Order { get; init; } = OrderKey.None;

    /// <summary><c>AUTH</c>: how a request's delivery id is found.</summary>
    public bool BodyIdentifies { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="ConfigurationException">Names the first setting that is missing or wrong.</exception>
    public static ReceiverConfiguration Read(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);

        return new ReceiverConfiguration
        {
            Location = QueueLocation.Read(setting),
            Order = OrderKey.Parse(setting("ORDER_BY")),
            BodyIdentifies = DeliveryId.BodyIdentifies(setting("AUTH")),
        };
    }
}
