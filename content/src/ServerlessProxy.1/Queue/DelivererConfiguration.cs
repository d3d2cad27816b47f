using System.Globalization;

namespace ServerlessProxy;

/// <summary>The settings of the deliverer.</summary>
public sealed record DelivererConfiguration
{
    /// <summary>Where requests wait.</summary>
    public required QueueLocation Location { get; init; }

    /// <summary><c>RETRY_DELAYS_SECONDS</c>: how long after each attempt the next one is made.</summary>
    public required RetryDelays Delays { get; init; }

    /// <summary><c>MAX_RECEIVE_COUNT</c>: the queue's own, after which SQS takes a message for dead.</summary>
    public required int MaxReceiveCount { get; init; }

    /// <summary><c>DELIVERED_STATUSES</c>: the statuses that count as delivered.</summary>
    public required DeliveredStatuses Delivered { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="ConfigurationException">Names the first setting that is missing or wrong.</exception>
    public static DelivererConfiguration Read(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);

        return new DelivererConfiguration
        {
            Location = QueueLocation.Read(setting),
            Delays = ReadDelays("RETRY_DELAYS_SECONDS"),
            MaxReceiveCount = int.TryParse(setting("MAX_RECEIVE_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 1000
                ? count
                : throw new ConfigurationException("MAX_RECEIVE_COUNT", "must be a whole number from 1 to 1000"),
            Delivered = DeliveredStatuses.Parse(setting("DELIVERED_STATUSES")),
        };

        RetryDelays ReadDelays(string name)
        {
            try
            {
                return RetryDelays.Parse(setting(name) ?? "");
            }
            catch (FormatException exception)
            {
                throw new ConfigurationException(name, exception.Message);
            }
        }
    }
}
