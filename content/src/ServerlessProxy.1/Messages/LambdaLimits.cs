namespace ServerlessProxy;

/// <summary>Lambda's quotas, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.</summary>
public static class LambdaLimits
{
    /// <summary>The maximum size of an event and of a result, as JSON, in bytes.</summary>
    public const int PayloadBytes = 6_291_556;

    /// <summary>The size of the largest body that fits as base64, which needs four characters for three
    /// bytes.</summary>
    public const int Base64BodyBytes = PayloadBytes / 4 * 3;
}
