namespace ServerlessProxy;

/// <summary>Creates the function that <c>ROLE</c> names. Both ends of the queue run the same code.</summary>
public static class QueueRole
{
    /// <summary>Creates the receiver or the deliverer.</summary>
    /// <param name="events">Converts events and results.</param>
    /// <param name="setting">Returns the value of an environment variable; null if it is not set.</param>
    /// <param name="callers">Reads who is allowed to call.</param>
    /// <param name="settings">Reads the settings of the proxy.</param>
    /// <param name="idSource">Where requests have their delivery ids.</param>
    /// <param name="log">Receives the log lines.</param>
    /// <exception cref="ConfigurationException">A setting of the receiver is wrong. It must not start, because it would
    /// accept requests that it cannot queue.</exception>
    public static ILambdaFunction Create(
        IGatewayEvents events,
        Func<string, string?> setting,
        Func<CallerPolicy> callers,
        Func<Settings> settings,
        DeliveryIdSource idSource,
        Stream log) => setting("ROLE") switch
        {
            "receiver" => new Receiver(events, callers(), settings(), ReceiverSettings.Read(setting, idSource), log),
            "deliverer" => new Deliverer(CreateDelivery(settings, setting("DELIVERED_STATUSES")), log),
            var role => throw new ConfigurationException(
                "ROLE", $"\"{role}\" is not supported. Use receiver or deliverer."),
        };

    /// <summary>The deliverer starts with wrong settings too: every attempt then fails, and the log names the
    /// setting.</summary>
    private static IDelivery CreateDelivery(Func<Settings> settings, string? statuses)
    {
        try
        {
            return new BackendDelivery(settings(), DeliveredStatuses.Parse(statuses));
        }
        catch (ConfigurationException exception)
        {
            return new UnconfiguredDelivery(exception.Message);
        }
    }
}
