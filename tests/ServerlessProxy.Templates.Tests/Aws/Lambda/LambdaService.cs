using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.Lambda;

/// <summary>Implements AWS Lambda for functions that a stack has created.</summary>
internal sealed class LambdaService : RestJsonService
{
    private readonly Functions functions;

    public LambdaService(AwsAccount account)
        : base("lambda", ServiceModel.Load("lambda-2015-03-31"))
    {
        functions = account.Functions;
        Serve("GetFunction", GetFunction);
        Serve("ListVersionsByFunction", ListVersions);
        Serve("ListAliases", ListAliases);
        Serve("DeleteFunction", DeleteFunction);
    }

    private static JsonObject Describe(
        LambdaFunction function,
        string version,
        JsonObject configuration,
        CodeLocation code,
        DateTime modified)
    {
        // AWS also returns the environment, including secrets. A deploy does not need it, and a rehearsal records every
        // response.
        var described = configuration
            .Where(property => property.Key is not ("Code" or "Tags" or "Environment"))
            .ToJsonObject(value => value?.DeepClone());
        described["FunctionName"] = function.Name;
        described["FunctionArn"] = function.Arn + (version == LambdaFunction.Latest ? "" : ":" + version);
        described["Version"] = version;
        described["CodeSha256"] = code.Sha256;
        described["CodeSize"] = code.Size;
        described["LastModified"] =
            modified.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture) + "+0000";
        described["State"] = "Active";
        return described;
    }

    private static JsonObject Describe(LambdaFunction function, FunctionVersion version)
    {
        var number = version.Number.ToString(CultureInfo.InvariantCulture);
        return Describe(function, number, version.Configuration, version.Code, version.Published);
    }

    private static JsonObject DescribeLatest(LambdaFunction function) =>
        Describe(function, LambdaFunction.Latest, function.Configuration, function.Code, function.LastModified);

    private LambdaFunction Function(AwsRequest request) => functions.Get(request["FunctionName"]);

    private JsonObject GetFunction(AwsRequest request) => new()
    {
        ["Configuration"] = request.Optional("Qualifier") is { } qualifier and not LambdaFunction.Latest
            ? Describe(Function(request), Function(request).Version(qualifier))
            : DescribeLatest(Function(request)),
        ["Code"] = new JsonObject { ["RepositoryType"] = "S3" },
    };

    private JsonObject ListVersions(AwsRequest request)
    {
        var function = Function(request);
        var page = Page.Of(
            function.Versions.Values.Select(version => Describe(function, version)).Prepend(DescribeLatest(function)),
            request.Optional("Marker"),
            request.Number("MaxItems"),
            version => version);
        return new JsonObject { ["Versions"] = page.Items, ["NextMarker"] = page.Next };
    }

    private JsonObject ListAliases(AwsRequest request)
    {
        var (function, marker, limit) = (Function(request), request.Optional("Marker"), request.Number("MaxItems"));
        var page = Page.Of(function.Aliases, marker, limit, alias => new JsonObject
        {
            ["Name"] = alias.Key,
            ["AliasArn"] = $"{function.Arn}:{alias.Key}",
            ["FunctionVersion"] = alias.Value,
        });
        return new JsonObject { ["Aliases"] = page.Items, ["NextMarker"] = page.Next };
    }

    /// <summary>Deletes a version. Only CloudFormation deletes a whole function.</summary>
    private void DeleteFunction(AwsRequest request)
    {
        AwsException.Require(
            request["Qualifier"] != LambdaFunction.Latest,
            "$LATEST version cannot be deleted without deleting the function.",
            "InvalidParameterValueException");
        Function(request).DeleteVersion(request["Qualifier"]);
    }
}
