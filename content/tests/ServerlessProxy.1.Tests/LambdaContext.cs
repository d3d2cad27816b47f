using Amazon.Lambda.Core;

namespace ServerlessProxy.Tests;

/// <summary>Represents an invocation, as Lambda describes it to the function.</summary>
/// <param name="remaining">The time until the function's timeout.</param>
/// <param name="trace">Lambda's trace header; empty by default.</param>
internal sealed class LambdaContext(TimeSpan remaining, string trace = "") : ILambdaContext
{
    public TimeSpan RemainingTime => remaining;
    public string TraceId => trace;
    public string AwsRequestId => "8f507cfc-xmpl-4697-b07a-ac58fc914c95";
    public string FunctionName => "test-forward";
    public string FunctionVersion => "$LATEST";
    public string InvokedFunctionArn => "";
    public string LogGroupName => "";
    public string LogStreamName => "";
    public int MemoryLimitInMB => 512;
    public string TenantId => "";
    public IClientContext ClientContext => null!;
    public ICognitoIdentity Identity => null!;
    public ILambdaLogger Logger => null!;
    public ILambdaSerializer Serializer => null!;
}
