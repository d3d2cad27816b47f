namespace ServerlessProxy;

/// <summary>Creates the function that <c>ROLE</c> names: the code at both ends of the queue is the same.</summary>
public static class QueueRole
{
    /// <summary>Creates the receiver or the deliverer.</summary>
    /// <param name="events">The adapter of the API's event type.</param>
    /// <param name="setting">Returns an environment variable by name, null if it is not set.</param>
    /// <param name="callers">Reads who may call.</param>
    /// <param name="settings">Reads the settings of the proxy.</param>
    /// <param name="idSource">Where requests have their delivery ids.</param>
    /// <param name="log">Where the log lines go.</param>
    /// <exception cref="ConfigurationException">A setting is wrong, and the function must not start: a receiver would
    /// accept what it cannot keep. A deliverer starts, see <see cref="Deliverer.Create"/>.</exception>
    public static ILambdaFunction Create(
        IGatewayEvents events,
        Func<string, string?> setting,
        Func<CallerPolicy> callers,
        Func<Settings> settings,
        DeliveryIdSource idSource,
        Stream log)
    {
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(callers);
        ArgumentNullException.ThrowIfNull(settings);

        return setting("ROLE") switch
        {
            "receiver" => new Receiver(events, callers(), settings(), ReceiverSettings.Read(setting, idSource), log),
            "deliverer" => Deliverer.Create(settings, setting, log),
            _ => throw new ConfigurationException("ROLE", "must be receiver or deliverer"),
        };
    }
}
