namespace ServerlessProxy.Bench;

/// <summary>What AWS bills for a function on x86, by <see cref="AwsPrice"/>.</summary>
internal static class LambdaPrice
{
    /// <summary>The bill for a million requests.</summary>
    /// <param name="megabytes">The function's memory.</param>
    /// <param name="milliseconds">How long one takes; AWS bills whole milliseconds.</param>
    public static double OfAMillion(int megabytes, double milliseconds) =>
        1_000_000
        * (
            AwsPrice.LambdaRequest
            + (megabytes / 1024.0 * Math.Ceiling(milliseconds) / 1000 * AwsPrice.LambdaGigabyteSecond));
}
