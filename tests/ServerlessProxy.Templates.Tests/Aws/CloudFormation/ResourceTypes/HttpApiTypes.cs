using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>Implements HTTP APIs without an OpenAPI body.</summary>
internal static partial class HttpApiTypes
{
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
    private const string ReservedHeaders =
        "access-control-|apigw-|x-amz-|x-amzn-|(authorization|connection|content-encoding|content-length|"
        + "content-location|forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers|"
        + "transfer-encoding|upgrade|x-forwarded-for|x-forwarded-host|x-forwarded-proto|via)$";

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new("AWS::ApiGatewayV2::Api", CreateApi)
        {
            Check = CheckApi,
            Update = request => request.Account.HttpApis.Get(request.Id).Configuration = request.Properties,
            Delete = request => request.Account.HttpApis.Delete(request.Id),
        },
        Part("AWS::ApiGatewayV2::Authorizer", "AuthorizerId", api => api.Authorizers, CheckAuthorizer),
        Part("AWS::ApiGatewayV2::Integration", "IntegrationId", api => api.Integrations, CheckIntegration),
        Part("AWS::ApiGatewayV2::Route", "RouteId", api => api.Routes, CheckRoute),
        new("AWS::ApiGatewayV2::Stage", CreateStage)
        {
            Update = request => ConfigureStage(request, Api(request).Stage(request.Id)),
            Delete = request => Api(request).Stages.Remove(request.Id),
        },
    ];

    private static HttpApi Api(ResourceRequest request) => request.Account.HttpApis.Get(request["ApiId"]!);

    private static void CheckApi(ResourceRequest request)
    {
        AwsException.Require(
            request["ProtocolType"] == "HTTP" && request["Name"] is not null,
            "The rehearsal supports only HTTP APIs with a Name.");
        AwsException.Require(
            request["Body"] is null && request["BodyS3Location"] is null && request["Target"] is null,
            "The rehearsal does not support HTTP APIs with a Body or a Target.");
    }

    private static PhysicalResource CreateApi(ResourceRequest request)
    {
        var api = request.Account.HttpApis.Create(request.Properties);
        return PhysicalResource.Of(api.Id, ("ApiEndpoint", api.Endpoint), ("ApiId", api.Id));
    }

    /// <summary>Returns the type of a part of an API. The check also gets the API and its other parts.</summary>
    private static ResourceType Part(
        string name,
        string attribute,
        Func<HttpApi, Dictionary<string, JsonObject>> parts,
        Action<ResourceRequest, HttpApi, IEnumerable<JsonObject>> check) => new(name, request =>
    {
        var id = AwsName.Id(7);
        parts(Api(request)).Add(id, request.Properties);
        return PhysicalResource.Of(id, (attribute, id));
    })
        {
            Check = request => check(request, Api(request), parts(Api(request))
                .Where(part => part.Key != request.Existing?.PhysicalId)
                .Select(part => part.Value)),
            Update = request => parts(Api(request))[request.Id] = request.Properties,
            Delete = request => parts(Api(request)).Remove(request.Id),
        };

    private static void CheckAuthorizer(ResourceRequest request, HttpApi api, IEnumerable<JsonObject> others)
    {
        AwsException.Require(
            !others.Any(other => (string?)other["Name"] == request["Name"]),
            $"Authorizer name must be unique. Authorizer {request["Name"]} already exists in this API.");
        var isComplete = request["AuthorizerType"] switch
        {
            "JWT" => request.Properties["JwtConfiguration"]?["Issuer"] is not null
                && request["IdentitySource"] is not null,
            "REQUEST" => request["AuthorizerUri"] is not null
                && request["AuthorizerPayloadFormatVersion"] is "1.0" or "2.0",
            _ => false,
        };
        AwsException.Require(isComplete, "The authorizer lacks a property that its type requires.");
    }

    private static void CheckIntegration(ResourceRequest request, HttpApi api, IEnumerable<JsonObject> others)
    {
        AwsException.Require(
            request.Number("TimeoutInMillis", 30_000) is >= 50 and <= 30_000,
            "Timeout should be between 50 ms and 30000 ms");
        AwsException.Require(
            request["IntegrationType"] != "AWS_PROXY" || request["PayloadFormatVersion"] is "1.0" or "2.0",
            "PayloadFormatVersion is a required parameter for integration");
        if (request["IntegrationType"] == "HTTP_PROXY")
        {
            AwsException.Require(
                request["PayloadFormatVersion"] is null or "1.0",
                "PayloadFormatVersion for HTTP_PROXY integrations must be 1.0");
            foreach (var (parameter, _) in request.Properties["RequestParameters"]?.AsObject() ?? [])
            {
                AwsException.Require(
                    Parameter().IsMatch(parameter),
                    "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid or "
                    + $"reserved parameter: {parameter}]");
            }
        }

        if (request["ConnectionType"] == "VPC_LINK")
        {
            AwsException.Require(
                request.Account.VpcLinks.TryGetValue(request["ConnectionId"] ?? "", out var link) && link.Version == 2,
                $"VpcLink with id {request["ConnectionId"]} not found");
            AwsException.Require(
                Private().IsMatch(request["IntegrationUri"] ?? ""),
                "For VpcLink integration the integration uri should be a valid ELB listener ARN or a valid Cloud Map "
                + "service ARN.");
        }
    }

    private static void CheckRoute(ResourceRequest request, HttpApi api, IEnumerable<JsonObject> others)
    {
        var key = request["RouteKey"]!;
        AwsException.Require(
            RouteKey().IsMatch(key),
            "The provided route key is not formatted properly for HTTP protocol. Format should be \"<HTTP METHOD> "
            + "/<RESOURCE PATH>\" or \"$default\"");
        AwsException.Require(
            !others.Any(other => (string?)other["RouteKey"] == key),
            $"Route with key {key} already exists for this API");
        AwsException.Require(
            request["Target"] is not { } target
                || (target.Split('/') is ["integrations", var id] && api.Integrations.ContainsKey(id)),
            $"Unable to find Integration for target {request["Target"]}");
        AwsException.Require(
            request["AuthorizationType"] is not ("JWT" or "CUSTOM")
                || api.Authorizers.ContainsKey(request["AuthorizerId"] ?? ""),
            "Authorizer ID is required for this authorization type, and must be that of an authorizer of this API.");
    }

    private static PhysicalResource CreateStage(ResourceRequest request)
    {
        var stage = new HttpStage(request["StageName"]!);
        AwsException.Require(!Api(request).Stages.ContainsKey(stage.Name), "Stage already exists");
        ConfigureStage(request, stage);
        Api(request).Stages.Add(stage.Name, stage);
        return PhysicalResource.Of(stage.Name);
    }

    private static void ConfigureStage(ResourceRequest request, HttpStage stage)
    {
        Api(request).Throttle(stage, request.Properties["DefaultRouteSettings"], request.Properties["RouteSettings"]);
        stage.AutoDeploy = request.IsTrue("AutoDeploy");
    }

    [GeneratedRegex(
        $"^(overwrite:path|(append|overwrite|remove):(querystring\\..+|header\\.(?!({ReservedHeaders})).+))$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Parameter();

    [GeneratedRegex(
        "^arn:aws:(elasticloadbalancing:[a-z0-9-]+:\\d{12}:listener/(app|net)/[^/]+/[0-9a-f]+/[0-9a-f]+|"
        + "servicediscovery:[a-z0-9-]+:\\d{12}:service/srv-[a-z0-9]+)$")]
    private static partial Regex Private();

    [GeneratedRegex("^(\\$default|(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) /\\S*)$")]
    private static partial Regex RouteKey();
}
