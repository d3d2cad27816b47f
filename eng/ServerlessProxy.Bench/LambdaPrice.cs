namespace ServerlessProxy.Bench;

/// <summary>Calculates the price of a function on x86 from <see cref="AwsPrice"/>.</summary>
internal static class LambdaPrice
{
    /// <summary>Returns the price of a million requests.</summary>
    /// <param name="megabytes">The function's memory.</param>
    /// <param name="milliseconds">The duration of a request. AWS bills whole milliseconds.</param>
    public static double OfAMillion(int megabytes, double milliseconds) =>
        1_000_000
        * (
            AwsPrice.LambdaRequest
            + (megabytes / 1024.0 * Math.Ceiling(milliseconds) / 1000 * AwsPrice.LambdaGigabyteSecond));
}
