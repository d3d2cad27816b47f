using System.Globalization;
using ServerlessProxy.Bench;
using ServerlessProxy.Forwarder.Tests;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Computes the highest possible bill for 30 days with the limits of a scaffold's serverless.yml.</summary>
/// <param name="ApiType"><c>rest</c> or <c>http</c>.</param>
/// <param name="Requests">The number of requests that the limits allow.</param>
/// <param name="MegabytesOfMemory">The function's memory.</param>
/// <param name="SecondsOfTimeout">The function's timeout.</param>
/// <param name="Concurrency">The number of concurrent requests.</param>
/// <param name="AlarmMetrics">The number of metrics that alarms use.</param>
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

    // API Gateway accepts 10 MB, and bills each 512 KB of an HTTP API as a request:
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html.
    private const int StepsOfTheLargestRequest = 10 * 1024 / 512;

    // Lambda's limit for requests and for responses, as in the forwarder's LambdaLimits.
    private const long PayloadBytes = 6_291_556;
    private const long LogBytesOfALine = 8 * 1024;
    private const double Gigabyte = 1L << 30;

    /// <summary>The costs without data transfer, in the order of the table.</summary>
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

    /// <summary>The costs of data transfer: to the callers, and between the zones of function and service.</summary>
    public IReadOnlyList<double> Transfers =>
    [
        AwsPrice.TransferOut(Requests * PayloadBytes / Gigabyte),
        Requests * 2 * PayloadBytes / Gigabyte * AwsPrice.BetweenZonesGigabyte,
    ];

    /// <summary>
    /// The longest possible duration: all concurrent requests for the whole month, or each request until its timeout.
    /// </summary>
    public double GigabyteSeconds =>
        Math.Min(Concurrency * Seconds, Requests * SecondsOfTimeout) * (MegabytesOfMemory / 1024.0);

    /// <summary>The column of the table: the costs, their sum, data transfer, and the sum of all.</summary>
    public IEnumerable<string> Column =>
        InDollars([.. Services, Services.Sum(), .. Transfers, Services.Sum() + Transfers.Sum()]);

    /// <summary>Returns the costs of ingesting log lines and of storing them for a month.</summary>
    public static double LogOf(long lines) =>
        lines * LogBytesOfALine / Gigabyte * (AwsPrice.LogGigabyte + AwsPrice.LogGigabyteMonth);

    /// <summary>Formats amounts as in the table.</summary>
    public static IEnumerable<string> InDollars(IEnumerable<double> amounts) =>
        amounts.Select(amount => Math.Round(amount, 2).ToString("$#,##0.00", CultureInfo.InvariantCulture));
}
