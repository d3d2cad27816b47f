using System.Globalization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Represents the context of an event, from its headers and the function's environment.</summary>
/// <remarks>See https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html.</remarks>
internal sealed class LambdaContext(Invocation invocation, ILambdaSerializer serializer) : ILambdaContext
{
    private readonly DateTimeOffset deadline = DateTimeOffset.FromUnixTimeMilliseconds(
        Number(invocation.Header("Deadline-Ms")));

    public string AwsRequestId { get; } = invocation.Header("Aws-Request-Id");

    public string InvokedFunctionArn { get; } = invocation.Header("Invoked-Function-Arn");

    public string TraceId { get; } = invocation.Header("Trace-Id");

    public string TenantId { get; } = invocation.Header("Aws-Tenant-Id");

    public TimeSpan RemainingTime => deadline - DateTimeOffset.UtcNow;

    public string FunctionName => Variable("AWS_LAMBDA_FUNCTION_NAME");

    public string FunctionVersion => Variable("AWS_LAMBDA_FUNCTION_VERSION");

    public string LogGroupName => Variable("AWS_LAMBDA_LOG_GROUP_NAME");

    public string LogStreamName => Variable("AWS_LAMBDA_LOG_STREAM_NAME");

    public int MemoryLimitInMB => (int)Number(Variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));

    public ILambdaLogger Logger { get; } = new ConsoleLogger();

    public ILambdaSerializer Serializer => serializer;

    // Only invocations through the AWS Mobile SDK have these two, not those of API Gateway.
    public IClientContext ClientContext => null;

    public ICognitoIdentity Identity => null;

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name);

    private static long Number(string text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
