using System.Security.Cryptography;

namespace ServerlessProxy.LocalGateway;

/// <summary>Values of <c>X-Amzn-Trace-Id</c>: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader.</summary>
internal static class TraceHeader
{
    /// <summary>API Gateway's, for a request that brings none: the id of a new trace.</summary>
    public static string New() => $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{Hexadecimal(24)}";

    /// <summary>Lambda's, for an invocation: the id of its own segment too, and that nothing records the trace.</summary>
    public static string NewSegment() => $"{New()};Parent={Hexadecimal(16)};Sampled=0";

    private static string Hexadecimal(int digits) => RandomNumberGenerator.GetHexString(digits, lowercase: true);
}
