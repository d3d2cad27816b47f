namespace ServerlessProxy.Bench;

/// <summary>Contains AWS's list prices of November 2026 for <c>us-east-1</c>, in US dollars and without free tiers. A
/// GB has 2^30 bytes.</summary>
internal static class AwsPrice
{
    /// <summary>A request to a function, on x86 or not: https://aws.amazon.com/lambda/pricing/.</summary>
    public const double LambdaRequest = 0.20 / 1_000_000;

    /// <summary>A GB of memory for a second, on x86, of the first six billion of a month.</summary>
    public const double LambdaGigabyteSecond = 0.0000166667;

    /// <summary>A request to a REST API, of the first 333 million of a month:
    /// https://aws.amazon.com/api-gateway/pricing/.</summary>
    public const double RestRequest = 3.50 / 1_000_000;

    /// <summary>A GB of ingested logs: https://aws.amazon.com/cloudwatch/pricing/.</summary>
    public const double LogGigabyte = 0.50;

    /// <summary>A GB of stored logs, for a month.</summary>
    public const double LogGigabyteMonth = 0.03;

    /// <summary>A custom metric, for a month with values in every hour.</summary>
    public const double Metric = 0.30;

    /// <summary>A metric of an alarm, for a month.</summary>
    public const double AlarmMetric = 0.10;

    /// <summary>A dashboard, for a month.</summary>
    public const double Dashboard = 3.00;

    /// <summary>A trace: https://aws.amazon.com/xray/pricing/.</summary>
    public const double Trace = 5.00 / 1_000_000;

    /// <summary>A call of a FIFO queue, for each 64 KB of its message: https://aws.amazon.com/sqs/pricing/.</summary>
    public const double FifoCall = 0.50 / 1_000_000;

    /// <summary>A GB from one availability zone to another, billed at both ends:
    /// https://aws.amazon.com/ec2/pricing/on-demand/.</summary>
    public const double BetweenZonesGigabyte = 2 * 0.01;

    /// <summary>Returns the price of requests to an HTTP API, counted in steps of 512 KB: $1.00 for a million, $0.90
    /// beyond 300 million.</summary>
    public static double HttpRequests(double count) =>
        (Math.Min(count, 300_000_000) * 1.00 / 1_000_000) + (Math.Max(count - 300_000_000, 0) * 0.90 / 1_000_000);

    /// <summary>Returns the price of GB sent to the internet: $0.09 each for the first 10 TB, $0.085 of the next 40,
    /// $0.07 of the next 100, $0.05 beyond. https://aws.amazon.com/ec2/pricing/on-demand/.</summary>
    public static double TransferOut(double gigabytes)
    {
        (double Size, double Price)[] tiers =
        [
            (10 * 1024, 0.09),
            (40 * 1024, 0.085),
            (100 * 1024, 0.07),
            (double.PositiveInfinity, 0.05),
        ];
        var (sum, left) = (0.0, gigabytes);
        foreach (var (size, price) in tiers)
        {
            sum += Math.Min(left, size) * price;
            left = Math.Max(left - size, 0);
        }

        return sum;
    }
}
