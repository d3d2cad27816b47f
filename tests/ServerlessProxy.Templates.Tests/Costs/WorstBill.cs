using System.Globalization;
using ServerlessProxy.Bench;
using ServerlessProxy.Forwarder.Tests;

namespace ServerlessProxy.Templates.Tests;

/// <summary>The most that callers can make AWS bill in a month of 30 days, by the limits of a scaffold's serverless.yml.</summary>
/// <param name="ApiType"><c>rest</c> or <c>http</c>.</param>
/// <param name="Requests">How many requests the limits let through.</param>
/// <param name="MegabytesOfMemory">The function's memory.</param>
/// <param name="SecondsOfTimeout">The function's timeout.</param>
/// <param name="Concurrency">How many requests run at once.</param>
/// <param name="AlarmMetrics">How many metrics alarms look at.</param>
internal sealed record WorstBill(
    string ApiType,
    long Requests,
    int MegabytesOfMemory,
    int SecondsOfTimeout,
    int Concurrency,
    int AlarmMetrics)
{
    /// <summary>30 days.</summary>
    public const long Seconds = 30 * 24 * 60 * 60;

    // API Gateway takes 10 MB, and counts 512 KB of an HTTP API's as a request: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html.
    private const int StepsOfTheLargestRequest = 10 * 1024 / 512;

    // Lambda's payload, each way, which the forwarder's LambdaLimits has too.
    private const long PayloadBytes = 6_291_556;
    private const long LogBytesOfALine = 8 * 1024;
    private const double Gigabyte = 1L << 30;

    /// <summary>What is billed, without data transfer, in the table's order.</summary>
    public IReadOnlyList<double> Services =>
        [
            ApiType == "rest"
                ? Requests * AwsPrice.RestRequest
                : AwsPrice.HttpRequests(Requests * StepsOfTheLargestRequest),
            Requests * AwsPrice.LambdaRequest,
            GigabyteSeconds * AwsPrice.LambdaGigabyteSecond,
            LogOf(Requests),
            Requests * AwsPrice.Trace,
            EmittedMetrics.Units.Count * AwsPrice.Metric,
            AlarmMetrics * AwsPrice.AlarmMetric,
        ];

    /// <summary>What data transfer is billed: to the callers, and between the zones of function and service.</summary>
    public IReadOnlyList<double> Transfers =>
    [
        AwsPrice.TransferOut(Requests * PayloadBytes / Gigabyte),
        Requests * 2 * PayloadBytes / Gigabyte * AwsPrice.BetweenZonesGigabyte,
    ];

    /// <summary>What the function can be busy for: as many as may run at once for the whole month, or each request for as long as it may.</summary>
    public double GigabyteSeconds =>
        Math.Min(Concurrency * Seconds, Requests * SecondsOfTimeout) * (MegabytesOfMemory / 1024.0);

    /// <summary>The table's column: what is billed, its sum, data transfer, and the sum of all.</summary>
    public IEnumerable<string> Column =>
        InDollars([.. Services, Services.Sum(), .. Transfers, Services.Sum() + Transfers.Sum()]);

    /// <summary>What log lines cost, taken in and kept for a month.</summary>
    public static double LogOf(long lines) =>
        lines * LogBytesOfALine / Gigabyte * (AwsPrice.LogGigabyte + AwsPrice.LogGigabyteMonth);

    /// <summary>Amounts as a table has them.</summary>
    public static IEnumerable<string> InDollars(IEnumerable<double> amounts) =>
        amounts.Select(amount => Math.Round(amount, 2).ToString("$#,##0.00", CultureInfo.InvariantCulture));
}
