namespace Amazon.Lambda.Core;

/// <summary>Describes an invocation and the environment of the function.</summary>
/// <remarks>See https://docs.aws.amazon.com/lambda/latest/dg/csharp-context.html.</remarks>
public interface ILambdaContext
{
    string AwsRequestId { get; }

    IClientContext ClientContext { get; }

    string FunctionName { get; }

    string FunctionVersion { get; }

    ICognitoIdentity Identity { get; }

    string InvokedFunctionArn { get; }

    ILambdaLogger Logger { get; }

    string LogGroupName { get; }

    string LogStreamName { get; }

    int MemoryLimitInMB { get; }

    /// <summary>Time left until Lambda ends the invocation.</summary>
    TimeSpan RemainingTime { get; }

    // Later additions have default implementations, so that older implementations still compile.

    string TenantId => null;

    string TraceId => null;

    ILambdaSerializer Serializer => null;
}
