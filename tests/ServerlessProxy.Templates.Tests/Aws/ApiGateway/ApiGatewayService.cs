using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>Implements the first API of Amazon API Gateway: REST APIs, API keys and usage plans.</summary>
internal sealed class ApiGatewayService : RestJsonService
{
    private readonly RestApis apis;

    public ApiGatewayService(AwsAccount account)
        : base("apigateway", ServiceModel.Load("apigateway-2015-07-09"))
    {
        apis = account.RestApis;
        Serve("GetRestApis", request => List(request, apis.All, Describe));
        Serve("GetDeployments", request => List(request, Api(request).Deployments, deployment =>
            new JsonObject { ["id"] = deployment.Id }));
        Serve("GetDeployment", GetDeployment);
        Serve("CreateDeployment", CreateDeployment);
        Serve("GetStage", request => Stage(request).Describe());
        Serve("UpdateStage", UpdateStage);
        Serve("TagResource", Tag);
        Serve("UntagResource", Untag);

        var plans = new UsagePlanOperations(apis);
        Serve("CreateApiKey", plans.CreateApiKey);
        Serve("GetApiKey", plans.GetApiKey);
        Serve("GetApiKeys", plans.GetApiKeys);
        Serve("DeleteApiKey", request => apis.DeleteKey(request["apiKey"]));
        Serve("CreateUsagePlan", plans.CreateUsagePlan);
        Serve("GetUsagePlans", plans.GetUsagePlans);
        Serve("UpdateUsagePlan", plans.UpdateUsagePlan);
        Serve("DeleteUsagePlan", request => apis.DeletePlan(request["usagePlanId"]));
        Serve("CreateUsagePlanKey", plans.CreateUsagePlanKey);
        Serve("GetUsagePlanKeys", plans.GetUsagePlanKeys);
    }

    public override AwsRequest? Read(HttpMessage message) => message.Path is ["v2", ..] ? null : base.Read(message);

    /// <summary>Returns a page of a list.</summary>
    internal static JsonObject List<T>(AwsRequest request, IEnumerable<T> items, Func<T, JsonNode> describe)
    {
        AwsException.RequireForGateway(
            request.Number("limit") is null or (>= 1 and <= 500),
            "Invalid limit: it must be 1 to 500.");
        var page = Page.Of(items, request.Optional("position"), request.Number("limit"), describe);
        return AwsJson.WithoutNulls(new JsonObject { ["item"] = page.Items, ["position"] = page.Next });
    }

    private static JsonObject Describe(RestApi api) => new()
    {
        ["id"] = api.Id,
        ["name"] = api.Name,
        ["rootResourceId"] = api.RootResourceId,
    };

    private RestApi Api(AwsRequest request) => apis.Get(request["restApiId"]);

    private RestStage Stage(AwsRequest request) => Api(request).Stage(request["stageName"]);

    private JsonObject GetDeployment(AwsRequest request)
    {
        var deployment =
            Api(request).Deployments.Find(deployment => deployment.Id == request["deploymentId"])
            ?? throw AwsException.NotFound("Invalid Deployment identifier specified");
        return AwsJson.WithoutNulls(new JsonObject
        {
            ["id"] = deployment.Id,
            ["apiSummary"] = request.Optional("embed") == "apisummary" ? deployment.Summary.DeepClone() : null,
        });
    }

    private JsonObject CreateDeployment(AwsRequest request)
    {
        var deployment = Api(request).Deploy();
        if (request.Json["stageName"] is { } stage)
        {
            Api(request).MoveStage((string)stage!, deployment.Id);
        }

        return new JsonObject { ["id"] = deployment.Id };
    }

    /// <summary>Changes a stage. If a change is invalid, API Gateway makes none.</summary>
    private JsonObject UpdateStage(AwsRequest request)
    {
        var stage = Stage(request).Copy();
        foreach (var operation in PatchOperation.Read(request))
        {
            StagePatch.Apply(stage, operation);
        }

        Api(request).Stages[stage.Name] = stage;
        return stage.Describe();
    }

    private void Tag(AwsRequest request)
    {
        foreach (var (key, value) in request.Json["tags"]!.AsObject())
        {
            Tags(request)[key] = (string)value!;
        }
    }

    private void Untag(AwsRequest request)
    {
        foreach (var key in request["tagKeys"].Split(','))
        {
            Tags(request).Remove(key);
        }
    }

    private SortedDictionary<string, string> Tags(AwsRequest request) =>
        request["resourceArn"].Split("::")[^1].Split('/', StringSplitOptions.RemoveEmptyEntries)
            is ["restapis", var api, "stages", var stage]
            ? apis.Get(api).Stage(stage).Tags
            : throw AwsException.BadRequest("Invalid ARN specified in the request");
}
