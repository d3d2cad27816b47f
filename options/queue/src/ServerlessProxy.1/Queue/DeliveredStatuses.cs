using System.Globalization;

namespace ServerlessProxy;

/// <summary>The statuses that count as delivered. Every other response is retried: a service that has moved (301, 404)
/// or does not accept the proxy's credentials (401, 403) has not processed the request.</summary>
public sealed class DeliveredStatuses
{
    private readonly IReadOnlyList<(int First, int Last)> ranges;

    private DeliveredStatuses(IReadOnlyList<(int First, int Last)> ranges) => this.ranges = ranges;

    /// <summary>Parses <c>DELIVERED_STATUSES</c>: statuses from 200 to 599 and classes such as <c>4xx</c>, separated by
    /// commas. They are added to <c>2xx</c>.</summary>
    /// <exception cref="ConfigurationException">An item is neither a status nor a class.</exception>
    public static DeliveredStatuses Parse(string? text) => new([(200, 299), .. Settings.SplitList(text).Select(Range)]);

    /// <summary>Checks whether a status counts as delivered.</summary>
    public bool Contains(int status) => ranges.Any(range => status >= range.First && status <= range.Last);

    private static (int First, int Last) Range(string item) => item switch
    {
        [>= '2' and <= '5' and var digit, 'x', 'x'] => ((digit - '0') * 100, ((digit - '0') * 100) + 99),
        [>= '2' and <= '5', _, _]
            when int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var status) =>
            (status, status),
        _ => throw new ConfigurationException(
            "DELIVERED_STATUSES",
            $"\"{item}\" is not a status. Use statuses from 200 to 599 or classes such as 4xx, separated by commas."),
    };
}
