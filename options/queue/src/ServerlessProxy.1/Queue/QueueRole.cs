namespace ServerlessProxy;

/// <summary>Chooses the role that <c>ROLE</c> names.</summary>
public static class QueueRole
{
    /// <summary>The role that the environment describes.</summary>
    /// <param name="events">The adapter of the API's event type.</param>
    /// <param name="setting">Gives an environment variable by name, null when it is not set.</param>
    /// <param name="log">Where the log lines go.</param>
    /// <exception cref="ConfigurationException">The role, or a setting of the receiver, is missing or wrong. A receiver
    /// that started would accept what it cannot keep.</exception>
    public static IQueueRole FromEnvironment(IGatewayEvents events, Func<string, string?> setting, Stream log)
    {
        ArgumentNullException.ThrowIfNull(setting);

        return setting("ROLE") switch
        {
            "receiver" => new Receiver(
                events,
                CallerPolicy.Read(setting, TimeProvider.System),
                ProxyConfiguration.Read(setting),
                ReceiverConfiguration.Read(setting),
                log),
            "deliverer" => Deliverer.FromEnvironment(setting, log),
            _ => throw new ConfigurationException("ROLE", "must be receiver or deliverer"),
        };
    }
}
