using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServerlessProxy.Templates.Tests.Aws.Lambda;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>Implements functions with their code in S3, and their versions, aliases and permissions.</summary>
internal static class LambdaTypes
{
    private const int MaximumEnvironment = 4096;

    // The default quota of an account, and the part of it that functions cannot reserve.
    private const int AccountConcurrency = 1000;
    private const int UnreservedConcurrency = 100;

    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    private static readonly string[] Reserved =
    [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
    ];

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new("AWS::Lambda::Function", CreateFunction)
        {
            Check = CheckFunction,
            Update = request => request.Account.Functions.Get(request.Id).Configure(request.Properties, Code(request)),
            Delete = request => request.Account.Functions.Delete(request.Id),
        },
        new("AWS::Lambda::Version", CreateVersion)
        {
            Delete = request =>
                request.Account.Functions.Get(request.Id).DeleteVersion(request.Existing!.Attributes["Version"]),
        },
        new("AWS::Lambda::Alias", CreateAlias)
        {
            Update = request => Function(request).PointAlias(request["Name"]!, request["FunctionVersion"]!),
            Delete = request => Function(request).DeleteAlias(request["Name"]!),
        },
        new("AWS::Lambda::Permission", CreatePermission)
        {
            Delete = request => Function(request).Permissions.Remove(request.Id),
        },
    ];

    private static LambdaFunction Function(ResourceRequest request) =>
        request.Account.Functions.Get(request["FunctionName"]!);

    private static PhysicalResource CreateFunction(ResourceRequest request)
    {
        var code = Code(request);
        var function = request.Account.Functions.Create(request.NameOr("FunctionName"));
        function.Configure(request.Properties, code);
        return PhysicalResource.Of(
            function.Name,
            ("Arn", function.Arn),
            ("SnapStartResponse.ApplyOn", "None"),
            ("SnapStartResponse.OptimizationStatus", "Off"));
    }

    private static void CheckFunction(ResourceRequest request)
    {
        var role = request.Account.Roles.Values.FirstOrDefault(role => role.Arn == request["Role"]);
        AwsException.Require(role is not null, "The role defined for the function cannot be assumed by Lambda.");
        const string denied = "The provided execution role does not have permissions to call";
        AwsException.Require(
            request.Properties["VpcConfig"] is null || role!.Allows("ec2:CreateNetworkInterface"),
            $"{denied} CreateNetworkInterface on EC2");
        AwsException.Require(
            (string?)request.Properties["TracingConfig"]?["Mode"] != "Active" || role!.Allows("xray:PutTraceSegments"),
            $"{denied} PutTraceSegments on XRAY");

        var reservedByOthers = request.Account.Functions.All
            .Where(other => other.Name != request["FunctionName"])
            .Sum(other => (int?)other.Configuration["ReservedConcurrentExecutions"] ?? 0);
        AwsException.Require(
            request.Number("ReservedConcurrentExecutions", 0) + reservedByOthers
                <= AccountConcurrency - UnreservedConcurrency,
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
            + $"below its minimum value of [{UnreservedConcurrency}].");
        request.RequireRange("Timeout", 1, 900);
        request.RequireRange("MemorySize", 128, 10_240);
        AwsException.Require(
            request["Runtime"] is not null && request["Handler"] is not null,
            "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
        CheckEnvironment(request);
    }

    private static void CheckEnvironment(ResourceRequest request)
    {
        const string refused = "Lambda was unable to configure your environment variables because the environment "
            + "variables you have provided";
        var variables = request.Properties["Environment"]?["Variables"]?.AsObject() ?? [];
        var reserved = variables.Select(variable => variable.Key).Where(Reserved.Contains).ToList();
        AwsException.Require(
            reserved.Count == 0,
            $"{refused} contains reserved keys that are currently not supported for modification. Reserved keys used "
            + $"in this request: {string.Join(", ", reserved)}");
        AwsException.Require(
            Encoding.UTF8.GetByteCount(variables.ToJsonString()) <= MaximumEnvironment,
            $"{refused} exceeded the 4KB limit.");
    }

    private static CodeLocation Code(ResourceRequest request)
    {
        var code = request.Properties["Code"]!;
        AwsException.Require(
            code["S3Bucket"] is not null && code["S3Key"] is not null,
            "The rehearsal supports only code in S3.");
        var (bucket, key) = ((string)code["S3Bucket"]!, (string)code["S3Key"]!);
        try
        {
            var content = request.Account.Buckets.Get(bucket).Get(key).Content;
            return new CodeLocation(bucket, key, Convert.ToBase64String(SHA256.HashData(content)), content.Length);
        }
        catch (AwsException exception)
        {
            throw AwsException.Validation("Error occurred while GetObject. "
                + $"S3 Error Code: {exception.Code}. S3 Error Message: {exception.Message}");
        }
    }

    private static PhysicalResource CreateVersion(ResourceRequest request)
    {
        var (function, expected) = (Function(request), request["CodeSha256"]);
        AwsException.Require(
            expected is null || expected == function.Code.Sha256,
            $"CodeSHA256 ({expected}) is different from current CodeSHA256 in $LATEST ({function.Code.Sha256}). Please "
            + "try again with the CodeSHA256 in $LATEST.");
        var number = function.Publish().Number.ToString(CultureInfo.InvariantCulture);
        var arn = $"{function.Arn}:{number}";
        return PhysicalResource.Of(arn, ("FunctionArn", arn), ("Version", number));
    }

    private static PhysicalResource CreateAlias(ResourceRequest request)
    {
        var (function, name) = (Function(request), request["Name"]!);
        var arn = $"{function.Arn}:{name}";
        if (function.Aliases.ContainsKey(name))
        {
            throw AwsException.AlreadyExists("AWS::Lambda::Alias", arn);
        }

        function.PointAlias(name, request["FunctionVersion"]!);
        return PhysicalResource.Of(arn, ("AliasArn", arn));
    }

    private static PhysicalResource CreatePermission(ResourceRequest request)
    {
        var id = request.GeneratedName(100);
        request.Account.Functions.GetQualified(request["FunctionName"]!).Permissions.Add(id, request.Properties);
        return PhysicalResource.Of(id, ("Id", id));
    }
}
