using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServerlessProxy.Templates.Tests.Aws.Lambda;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::Lambda::Function</c>, with its code in S3.</summary>
internal sealed class FunctionType() : ResourceType("AWS::Lambda::Function")
{
    private const int MaximumEnvironment = 4096;

    // What an account has unless AWS has set another, and how much of it no function can reserve.
    private const int AccountConcurrency = 1000;
    private const int UnreservedConcurrency = 100;

    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    private static readonly HashSet<string> Reserved =
    [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
    ];

    /// <inheritdoc/>
    protected override string[] Required => ["Code", "Role"];

    /// <inheritdoc/>
    protected override string[] Optional =>
    [
        "Architectures", "CodeSigningConfigArn", "DeadLetterConfig", "Description", "Environment", "EphemeralStorage", "FileSystemConfigs", "FunctionName", "Handler", "ImageConfig", "KmsKeyArn", "Layers", "LoggingConfig",
        "MemorySize", "PackageType", "RecursiveLoop", "ReservedConcurrentExecutions", "Runtime", "RuntimeManagementConfig", "SnapStart", "Tags", "Timeout", "TracingConfig", "VpcConfig",
    ];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["FunctionName", "PackageType"];

    /// <inheritdoc/>
    protected override string[] Attributes =>
        ["Arn", "SnapStartResponse.ApplyOn", "SnapStartResponse.OptimizationStatus"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var code = Check(request);
        var function = request.Account.Functions.Create(request.NameOr("FunctionName"));
        function.Configure(request.Properties, code);
        return new PhysicalResource(function.Name, new Dictionary<string, string>
        {
            ["Arn"] = function.Arn,
            ["SnapStartResponse.ApplyOn"] = "None",
            ["SnapStartResponse.OptimizationStatus"] = "Off",
        });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        var code = Check(request);
        request.Account.Functions.Get(resource.PhysicalId).Configure(request.Properties, code);
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.Functions.Delete(resource.PhysicalId);

    private static CodeLocation Check(ResourceRequest request)
    {
        var role = request.Account.Roles.Values.FirstOrDefault(role => role.Arn == request["Role"]);
        AwsException.Require(role is not null, "The role defined for the function cannot be assumed by Lambda.");
        CheckPermission(
            request.Properties["VpcConfig"] is not null,
            "ec2:CreateNetworkInterface",
            "CreateNetworkInterface on EC2");
        var tracing = (string?)request.Properties["TracingConfig"]?["Mode"];
        AwsException.Require(
            tracing is null or "Active" or "PassThrough",
            $"#/TracingConfig/Mode: {tracing} is not a valid enum value");
        CheckPermission(tracing == "Active", "xray:PutTraceSegments", "PutTraceSegments on XRAY");
        var reservedByOthers = request
            .Account.Functions.All.Where(other => other.Name != request["FunctionName"])
            .Sum(other => (int?)other.Configuration["ReservedConcurrentExecutions"] ?? 0);
        AwsException.Require(
            Number("ReservedConcurrentExecutions", 0) + reservedByOthers <= AccountConcurrency - UnreservedConcurrency,
            $"Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [{UnreservedConcurrency}]."
        );
        AwsException.Require(Number("Timeout", 3) is >= 1 and <= 900, "#/Timeout: it must be 1 to 900.");
        AwsException.Require(
            Number("MemorySize", 128) is >= 128 and <= 10240,
            "#/MemorySize: it must be 128 to 10240.");
        AwsException.Require(
            request["Runtime"] is not null && request["Handler"] is not null,
            "Runtime and Handler are mandatory parameters for functions created with deployment packages.");

        var variables = request.Properties["Environment"]?["Variables"]?.AsObject() ?? [];
        var reserved = variables.Select(variable => variable.Key).Where(Reserved.Contains).ToList();
        const string refused =
            "Lambda was unable to configure your environment variables because the environment variables you have provided";
        AwsException.Require(
            reserved.Count == 0,
            $"{refused} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: {string.Join(", ", reserved)}"
        );
        AwsException.Require(
            Encoding.UTF8.GetByteCount(variables.ToJsonString()) <= MaximumEnvironment,
            $"{refused} exceeded the 4KB limit.");

        var code = request.Properties["Code"]!;
        AwsException.Require(
            code["S3Bucket"] is not null && code["S3Key"] is not null,
            "The rehearsal takes code from S3 only.");
        var (bucket, key) = ((string)code["S3Bucket"]!, (string)code["S3Key"]!);
        var content = Download(request, bucket, key);
        return new CodeLocation(bucket, key, Convert.ToBase64String(SHA256.HashData(content)), content.Length);

        void CheckPermission(bool isNeeded, string action, string call) =>
            AwsException.Require(
                !isNeeded || role!.Allows(action),
                $"The provided execution role does not have permissions to call {call}");

        int Number(string property, int otherwise) =>
            request[property] is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }

    private static byte[] Download(ResourceRequest request, string bucket, string key)
    {
        try
        {
            return request.Account.Buckets.Get(bucket).Get(key).Content;
        }
        catch (AwsException exception)
        {
            throw AwsException.Validation(
                $"Error occurred while GetObject. S3 Error Code: {exception.Code}. S3 Error Message: {exception.Message}"
            );
        }
    }
}
