using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGatewayV2::Stage</c>.</summary>
internal sealed class HttpApiStageType() : ResourceType("AWS::ApiGatewayV2::Stage")
{
    /// <inheritdoc/>
    protected override string[] Required => ["ApiId", "StageName"];

    /// <inheritdoc/>
    protected override string[] Optional =>
        ["AccessLogSettings", "AutoDeploy", "ClientCertificateId", "DefaultRouteSettings", "DeploymentId", "Description", "RouteSettings", "StageVariables", "Tags"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["ApiId", "StageName"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var api = Api(request);
        var stage = new HttpStage(request["StageName"]!);
        if (api.Stages.ContainsKey(stage.Name))
        {
            throw AwsException.Conflict("Stage already exists");
        }

        Configure(request, api, stage);
        api.Stages.Add(stage.Name, stage);
        return new PhysicalResource(stage.Name);
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        Configure(request, Api(request), Api(request).Stage(resource.PhysicalId));
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        Api(request).Stages.Remove(resource.PhysicalId);

    private static HttpApi Api(ResourceRequest request) => request.Account.HttpApis.Get(request["ApiId"]!);

    private static void Configure(ResourceRequest request, HttpApi api, HttpStage stage)
    {
        api.Throttle(stage, request.Properties["DefaultRouteSettings"], request.Properties["RouteSettings"]);
        stage.AutoDeploy = request["AutoDeploy"] == "true";
    }
}
