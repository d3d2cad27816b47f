using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.Lambda;

/// <summary>AWS Lambda: what deploys ask of functions that stacks have made.</summary>
internal sealed class LambdaService : RestJsonService
{
    private readonly Functions functions;

    /// <summary>The service of an account.</summary>
    public LambdaService(AwsAccount account)
        : base("lambda", ServiceModel.Load("lambda-2015-03-31"))
    {
        functions = account.Functions;
        Serve("GetFunction", request => Describe(request) is var configuration ? new JsonObject { ["Configuration"] = configuration, ["Code"] = new JsonObject { ["RepositoryType"] = "S3" } } : null);
        Serve("GetFunctionConfiguration", Describe);
        Serve("ListVersionsByFunction", ListVersions);
        Serve("ListAliases", ListAliases);
        Serve("DeleteFunction", Delete);
    }

    private static JsonObject Describe(
        LambdaFunction function,
        string version,
        JsonObject configuration,
        CodeLocation code,
        DateTime modified)
    {
        // AWS tells the environment, too, secrets included. Nothing that a deploy does needs it, and every answer is recorded.
        var described = configuration.DeepClone().AsObject();
        foreach (var property in new[] { "Code", "Tags", "Environment" })
        {
            described.Remove(property);
        }

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

    private static JsonObject Describe(LambdaFunction function, FunctionVersion version) =>
        Describe(
            function,
            version.Number.ToString(CultureInfo.InvariantCulture),
            version.Configuration,
            version.Code,
            version.Published);

    private static JsonObject DescribeLatest(LambdaFunction function) =>
        Describe(function, LambdaFunction.Latest, function.Configuration, function.Code, function.LastModified);

    private JsonObject Describe(AwsRequest request)
    {
        var function = functions.Get(request["FunctionName"]);
        return request.Optional("Qualifier") is { } qualifier and not LambdaFunction.Latest
            ? Describe(function, function.Version(qualifier))
            : DescribeLatest(function);
    }

    private JsonObject ListVersions(AwsRequest request)
    {
        var function = functions.Get(request["FunctionName"]);
        var page = Page.Of(
            function.Versions.Values.Select(version => Describe(function, version)).Prepend(DescribeLatest(function)),
            request.Optional("Marker"),
            request.Number("MaxItems"),
            version => version);
        return new JsonObject { ["Versions"] = page.Items, ["NextMarker"] = page.Next };
    }

    private JsonObject ListAliases(AwsRequest request)
    {
        var function = functions.Get(request["FunctionName"]);
        var page = Page.Of(
            function.Aliases,
            request.Optional("Marker"),
            request.Number("MaxItems"),
            alias => new JsonObject
            {
                ["Name"] = alias.Key,
                ["AliasArn"] = $"{function.Arn}:{alias.Key}",
                ["FunctionVersion"] = alias.Value,
            });
        return new JsonObject { ["Aliases"] = page.Items, ["NextMarker"] = page.Next };
    }

    private void Delete(AwsRequest request)
    {
        var function = functions.Get(request["FunctionName"]);
        if (request.Optional("Qualifier") is not { } qualifier)
        {
            functions.Delete(function.Name);
        }
        else if (qualifier == LambdaFunction.Latest)
        {
            throw new AwsException(
                400,
                "InvalidParameterValueException",
                "$LATEST version cannot be deleted without deleting the function.");
        }
        else
        {
            function.DeleteVersion(qualifier);
        }
    }
}
