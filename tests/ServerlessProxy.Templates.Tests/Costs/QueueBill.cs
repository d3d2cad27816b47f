using ServerlessProxy.Bench;
using ServerlessProxy.Forwarder.Tests;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Computes the highest possible bill of a proxy with a queue for 30 days: per million requests, and fixed costs.
/// </summary>
/// <param name="ApiType"><c>rest</c> or <c>http</c>.</param>
/// <param name="Requests">The number of requests that the stage accepts.</param>
/// <param name="Attempts">The number of attempts for each request.</param>
/// <param name="IsDelivered">True if the last attempt succeeds. Lambda then deletes the message.</param>
/// <param name="KilobytesOfMessage">The size of each message.</param>
/// <param name="MegabytesOfMemory">The functions' memory.</param>
/// <param name="Concurrency">The number of concurrent invocations of both functions.</param>
/// <param name="AlarmMetrics">The number of metrics that alarms use.</param>
internal sealed record QueueBill(
    string ApiType,
    long Requests,
    int Attempts,
    bool IsDelivered,
    int KilobytesOfMessage,
    int MegabytesOfMemory,
    int Concurrency,
    int AlarmMetrics)
{
    private const long Million = 1_000_000;

    /// <summary>
    /// The column of the table: the costs of a million requests, their sum, the fixed costs, and the sum of all.
    /// </summary>
    public IEnumerable<string> Column => WorstBill.InDollars(
        [.. OfAMillion, OfAMillion.Sum(), .. Fixed, (OfAMillion.Sum() * Requests / Million) + Fixed.Sum()]);

    private int Invocations => 1 + Attempts;

    // HTTP APIs are billed in steps of 512 KB. A body that compresses well is larger than its message.
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
