using Amazon.Lambda.Core;

namespace ServerlessProxy.Tests;

/// <summary>What Lambda tells of an invocation.</summary>
/// <param name="remaining">The time that is left of it.</param>
/// <param name="trace">Lambda's trace header; none unless told.</param>
internal sealed class LambdaContext(TimeSpan remaining, string trace = "") : ILambdaContext
{
    public string AwsRequestId => "8f507cfc-xmpl-4697-b07a-ac58fc914c95";

    public TimeSpan RemainingTime => remaining;

    public IClientContext ClientContext => null!;

    public string FunctionName => "test-forward";

    public string FunctionVersion => "$LATEST";

    public ICognitoIdentity Identity => null!;

    public string InvokedFunctionArn => "";

    public ILambdaLogger Logger => null!;

    public string LogGroupName => "";

    public string LogStreamName => "";

    public int MemoryLimitInMB => 512;

    public string TenantId => "";

    public string TraceId => trace;

    public ILambdaSerializer Serializer => null!;
}
