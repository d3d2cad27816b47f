namespace ServerlessProxy;

/// <summary>Chooses the role that <c>ROLE</c> names.</summary>
public static class QueueRole
{
    /// <summary>The role that the environment describes.</summary>
    /// <param name="events">The adapter of the API's event type.</param>
    /// <param name="setting">Gives an environment variable by name, null when it is not set.</param>
    /// <param name="log">Where the log lines go.</param>
    /// <exception cref="ConfigurationException">A setting is missing or wrong: such a function does not start. A receiver would take what it cannot
    /// keep. A deliverer needs only the queue's own settings, see <see cref="Deliverer.FromEnvironment"/>.</exception>
    public static IQueueRole FromEnvironment(IGatewayEvents events, Func<string, string?> setting, Stream log)
    {
        ArgumentNullException.ThrowIfNull(setting);

        return setting("ROLE") switch
        {
            "receiver" => new Receiver(events, CallerPolicy.Read(setting, TimeProvider.System), ProxyConfiguration.Read(setting), ReceiverConfiguration.Read(setting), log),
            "deliverer" => Deliverer.FromEnvironment(setting, TimeProvider.System, log),
            _ => throw new ConfigurationException("ROLE", "must be receiver or deliverer"),
        };
    }
}
