using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

/// <summary>Implements the second API of Amazon API Gateway: HTTP APIs and their stages.</summary>
internal sealed class ApiGatewayV2Service : RestJsonService
{
    private readonly HttpApis apis;

    public ApiGatewayV2Service(AwsAccount account)
        : base("apigatewayv2", ServiceModel.Load("apigatewayv2-2018-11-29"))
    {
        apis = account.HttpApis;
        Serve("GetApi", request => Describe(Api(request)));
        Serve("GetStage", request => Stage(request).Describe());
        Serve("GetRoutes", GetRoutes);
        Serve("UpdateStage", UpdateStage);
        Serve("DeleteRouteSettings", DeleteRouteSettings);
    }

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

    private JsonObject GetRoutes(AwsRequest request)
    {
        var (position, limit) = (request.Optional("NextToken"), request.Number("MaxResults"));
        var page = Page.Of(Api(request).Routes, position, limit, route => new JsonObject
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
            ? []
            : throw AwsException.NotFound("Invalid route key specified");

    private JsonObject UpdateStage(AwsRequest request)
    {
        var stage = Stage(request);
        foreach (var (member, _) in request.Json)
        {
            AwsException.RequireForGateway(
                member is "defaultRouteSettings" or "routeSettings" or "autoDeploy",
                $"The rehearsal does not support {member} of a stage.");
        }

        Api(request).Throttle(stage, request.Json["defaultRouteSettings"], request.Json["routeSettings"]);
        stage.AutoDeploy = (bool?)request.Json["autoDeploy"] ?? stage.AutoDeploy;
        return stage.Describe();
    }
}
