using ServerlessProxy.Bench;
using ServerlessProxy.Forwarder.Tests;

namespace ServerlessProxy.Templates.Tests;

/// <summary>The most that callers can make AWS bill in a month of 30 days where there is a queue: for each million requests, and beside them.</summary>
/// <param name="ApiType"><c>rest</c> or <c>http</c>.</param>
/// <param name="Requests">How many requests the stage lets through.</param>
/// <param name="Attempts">How often each is delivered.</param>
/// <param name="IsDelivered">Whether the last attempt succeeds: then Lambda deletes the message.</param>
/// <param name="KilobytesOfMessage">The size of each message.</param>
/// <param name="MegabytesOfMemory">The functions' memory.</param>
/// <param name="Concurrency">How many of both functions run at once.</param>
/// <param name="AlarmMetrics">How many metrics alarms look at.</param>
internal sealed record QueueBill(string ApiType, long Requests, int Attempts, bool IsDelivered, int KilobytesOfMessage, int MegabytesOfMemory, int Concurrency, int AlarmMetrics)
{
    private const long Million = 1_000_000;

    /// <summary>The table's column: a million requests, row by row, and their sum; what does not depend on them; the sum of all.</summary>
    public IEnumerable<string> Column => WorstBill.InDollars(
        [.. OfAMillion, OfAMillion.Sum(), .. Fixed, (OfAMillion.Sum() * Requests / Million) + Fixed.Sum()]);

    private int Invocations => 1 + Attempts;

    // An HTTP API counts in steps of 512 KB. A body that compresses well has more than its message.
    private double StepsOfHttpRequests => Math.Ceiling(KilobytesOfMessage / 512.0);

    private int CallsOfAMessage => KilobytesOfMessage / 64;

    private double[] OfAMillion =>
    [
        ApiType == "rest" ? Million * AwsPrice.RestRequest : AwsPrice.HttpRequests(Million * StepsOfHttpRequests),
        Million * Invocations * AwsPrice.LambdaRequest,
        Million * ((Invocations * CallsOfAMessage) + (IsDelivered ? 1 : 0)) * AwsPrice.FifoCall,
        WorstBill.LogOf(Million * Invocations),
        Million * Invocations * AwsPrice.Trace,
    ];

    private double[] Fixed =>
    [
        Concurrency * WorstBill.Seconds * (MegabytesOfMemory / 1024.0) * AwsPrice.LambdaGigabyteSecond,
        2 * EmittedMetrics.OfQueue.Count * AwsPrice.Metric,
        AlarmMetrics * AwsPrice.AlarmMetric,
    ];
}
