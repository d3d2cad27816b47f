using System.Globalization;

namespace ServerlessProxy;

/// <summary>How long after an attempt that failed the next one is made.</summary>
/// <param name="table">After the first attempt, after the second, and so on; the last one for all that follow.</param>
public sealed class RetryDelays(IReadOnlyList<TimeSpan> table)
{
    /// <summary>SQS hides a message for 12 hours at most, from when it was received on.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(11.5);

    /// <summary>What is added at most, as a part of the delay: what failed together comes back apart.</summary>
    private const double Jitter = 0.2;

    /// <summary>Reads whole seconds, separated by commas.</summary>
    /// <exception cref="FormatException">They are none, or too long for SQS.</exception>
    public static RetryDelays Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var table = text.Split(',', StringSplitOptions.TrimEntries).Select(Delay).ToList();
        return new RetryDelays(table);

        static TimeSpan Delay(string seconds) =>
            int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var delay) && delay * (1 + Jitter) <= Longest.TotalSeconds
                ? TimeSpan.FromSeconds(delay)
                : throw new FormatException("must be whole numbers of seconds from 0 to 34500, separated by commas");
    }

    /// <summary>The time until the next attempt, in whole seconds as SQS counts them.</summary>
    /// <param name="attempt">The attempt that failed, from 1 on.</param>
    /// <param name="retryAfter">How long the backend wants to be left alone; null if it did not say. It can make the delay longer and not shorter:
    /// else a backend that always says "one second" would use up all attempts in as many seconds.</param>
    /// <param name="random">From 0 to 1.</param>
    public TimeSpan After(int attempt, TimeSpan? retryAfter, double random)
    {
        var delay = table[Math.Clamp(attempt, 1, table.Count) - 1] * (1 + (Jitter * random));
        var asked = retryAfter ?? TimeSpan.Zero;
        var longer = asked > delay ? asked : delay;
        return TimeSpan.FromSeconds(Math.Ceiling((longer < Longest ? longer : Longest).TotalSeconds));
    }
}
