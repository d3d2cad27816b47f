namespace ServerlessProxy.Bench;

/// <summary>What AWS bills for a function on x86, in US dollars, without the free tier: https://aws.amazon.com/lambda/pricing/ (first tier, eu-west-1).</summary>
internal static class LambdaPrice
{
    private const double Request = 0.20 / 1_000_000;
    private const double GigabyteSecond = 0.0000166667;

    /// <summary>The bill for a million requests.</summary>
    /// <param name="megabytes">The function's memory.</param>
    /// <param name="milliseconds">How long one takes; AWS bills whole milliseconds.</param>
    public static double OfAMillion(int megabytes, double milliseconds) =>
        1_000_000 * (Request + (megabytes / 1024.0 * Math.Ceiling(milliseconds) / 1000 * GigabyteSecond));
}
