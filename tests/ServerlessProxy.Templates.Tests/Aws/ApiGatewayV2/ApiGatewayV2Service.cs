using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

/// <summary>Amazon API Gateway's second API: HTTP APIs and their stages.</summary>
internal sealed class ApiGatewayV2Service : RestJsonService
{
    private readonly HttpApis apis;

    /// <summary>The service of an account.</summary>
    public ApiGatewayV2Service(AwsAccount account)
        : base("apigatewayv2", ServiceModel.Load("apigatewayv2-2018-11-29"))
    {
        apis = account.HttpApis;
        Serve("GetApi", request => Describe(Api(request)));
        Serve("GetApis", GetApis);
        Serve("GetStage", request => Stage(request).Describe());
        Serve("GetRoutes", GetRoutes);
        Serve("UpdateStage", UpdateStage);
        Serve("DeleteRouteSettings", DeleteRouteSettings);
    }

    /// <inheritdoc/>
    public override string SigningName => "apigateway";

    private static JsonObject Describe(HttpApi api) => new()
    {
        ["apiId"] = api.Id,
        ["name"] = api.Name,
        ["apiEndpoint"] = api.Endpoint,
        ["protocolType"] = "HTTP",
        ["routeSelectionExpression"] = "$request.method $request.path",
    };

    private HttpApi Api(AwsRequest request) => apis.Get(request["ApiId"]);

    private HttpStage Stage(AwsRequest request) => Api(request).Stage(request["StageName"]);

    private JsonObject GetApis(AwsRequest request)
    {
        var page = Page.Of(apis.All, request.Optional("NextToken"), request.Number("MaxResults"), Describe);
        return new JsonObject { ["items"] = page.Items, ["nextToken"] = page.Next };
    }

    private JsonObject GetRoutes(AwsRequest request)
    {
        var page = Page.Of(
            Api(request).Routes,
            request.Optional("NextToken"),
            request.Number("MaxResults"),
            route => new JsonObject
            {
                ["routeId"] = route.Key,
                ["routeKey"] = (string?)route.Value["RouteKey"],
                ["authorizationType"] = (string?)route.Value["AuthorizationType"] ?? "NONE",
                ["authorizerId"] = (string?)route.Value["AuthorizerId"],
                ["target"] = (string?)route.Value["Target"],
                ["apiKeyRequired"] = false,
            });
        return new JsonObject { ["items"] = page.Items, ["nextToken"] = page.Next };
    }

    private JsonObject DeleteRouteSettings(AwsRequest request) =>
        Stage(request).RouteSettings.Remove(request["RouteKey"])
            ? new JsonObject()
            : throw AwsException.NotFound("Invalid route key specified");

    private JsonObject UpdateStage(AwsRequest request)
    {
        var stage = Stage(request);
        foreach (var (member, _) in request.Json)
        {
            if (member is not ("defaultRouteSettings" or "routeSettings" or "autoDeploy"))
            {
                throw AwsException.BadRequest($"The rehearsal changes no {member} of a stage.");
            }
        }

        Api(request).Throttle(stage, request.Json["defaultRouteSettings"], request.Json["routeSettings"]);
        stage.AutoDeploy = (bool?)request.Json["autoDeploy"] ?? stage.AutoDeploy;
        return stage.Describe();
    }
}
