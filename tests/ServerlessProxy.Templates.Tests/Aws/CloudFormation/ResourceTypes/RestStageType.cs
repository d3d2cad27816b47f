using ServerlessProxy.Templates.Tests.Aws.ApiGateway;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGateway::Stage</c>.</summary>
internal sealed class RestStageType() : ResourceType("AWS::ApiGateway::Stage")
{
    /// <inheritdoc/>
    protected override string[] Required => ["DeploymentId", "RestApiId"];

    /// <inheritdoc/>
    protected override string[] Optional =>
    [
        "AccessLogSetting", "CacheClusterEnabled", "CacheClusterSize", "CanarySetting", "ClientCertificateId", "Description", "DocumentationVersion", "MethodSettings", "StageName", "Tags", "TracingEnabled", "Variables",
    ];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["RestApiId", "StageName"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var api = request.Account.RestApis.Get(request["RestApiId"]!);
        var name = request["StageName"] ?? throw AwsException.BadRequest("Stage name cannot be null");
        if (api.Stages.ContainsKey(name))
        {
            throw AwsException.Conflict("Stage already exists");
        }

        Configure(request, api, name);
        return new PhysicalResource(name);
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        Configure(request, request.Account.RestApis.Get(request["RestApiId"]!), resource.PhysicalId);
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.RestApis.DeleteStage(request["RestApiId"]!, resource.PhysicalId);

    private static void Configure(ResourceRequest request, RestApi api, string name)
    {
        if (!api.Deployments.Exists(deployment => deployment.Id == request["DeploymentId"]))
        {
            throw AwsException.BadRequest("Deployment id does not exist");
        }

        var stage = api.MoveStage(name, request["DeploymentId"]!);
        foreach (var setting in request.Properties["MethodSettings"]?.AsArray() ?? [])
        {
            var path = ((string?)setting!["ResourcePath"] ?? "")
                .Replace("/*", "*", StringComparison.Ordinal)
                .Replace("/", "~1", StringComparison.Ordinal);
            stage.MethodSettings[$"{path}/{setting["HttpMethod"]}"] = new MethodSetting
            {
                ThrottlingRateLimit = AwsNumber.Read(setting["ThrottlingRateLimit"]),
                ThrottlingBurstLimit = (int?)AwsNumber.Read(setting["ThrottlingBurstLimit"]),
                MetricsEnabled = setting["MetricsEnabled"]?.ToString() == "true",
                DataTraceEnabled = setting["DataTraceEnabled"]?.ToString() == "true",
                LoggingLevel = (string?)setting["LoggingLevel"],
            };
        }
    }
}
