namespace ServerlessProxy;

/// <summary>Lambda's quotas, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.</summary>
public static class LambdaLimits
{
    /// <summary>The size of an invocation's event and of its result, each as JSON, in bytes.</summary>
    public const int PayloadBytes = 6_291_556;

    /// <summary>The largest body that base64 leaves below <see cref="PayloadBytes"/>: four characters for three bytes.</summary>
    public const int Base64BodyBytes = PayloadBytes / 4 * 3;
}
