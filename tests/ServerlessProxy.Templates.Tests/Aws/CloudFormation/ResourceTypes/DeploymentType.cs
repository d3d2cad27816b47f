namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::ApiGateway::Deployment</c>. With a stage's name it makes the stage, or moves it here and keeps what was set for it.</summary>
internal sealed class DeploymentType() : ResourceType("AWS::ApiGateway::Deployment")
{
    /// <inheritdoc/>
    protected override string[] Required => ["RestApiId"];

    /// <inheritdoc/>
    protected override string[] Optional =>
        ["DeploymentCanarySettings", "Description", "StageDescription", "StageName"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["DeploymentCanarySettings", "RestApiId", "StageDescription"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["DeploymentId"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var api = request.Account.RestApis.Get(request["RestApiId"]!);
        var deployment = api.Deploy();
        if (request["StageName"] is { } stage)
        {
            api.MoveStage(stage, deployment.Id);
        }

        return new PhysicalResource(deployment.Id, new Dictionary<string, string> { ["DeploymentId"] = deployment.Id });
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource)
    {
        var api = request.Account.RestApis.Get(request["RestApiId"]!);
        var others = api.Deployments.Where(deployment => deployment.Id != resource.PhysicalId).ToList();
        foreach (var stage in api.Stages.Values.Where(stage => stage.DeploymentId == resource.PhysicalId).ToList())
        {
            if (stage.Name != request["StageName"])
            {
                throw AwsException.BadRequest("Active stages pointing to this deployment must be moved or deleted");
            }

            // What AWS does with the stage when an update is taken back stands nowhere: here it goes back, too.
            if (others is [var previous, ..])
            {
                stage.DeploymentId = previous.Id;
            }
            else
            {
                request.Account.RestApis.DeleteStage(api.Id, stage.Name);
            }
        }

        api.Deployments.RemoveAll(deployment => deployment.Id == resource.PhysicalId);
    }
}
