namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::SQS::QueuePolicy</c>.</summary>
internal sealed class QueuePolicyType() : ResourceType("AWS::SQS::QueuePolicy")
{
    /// <inheritdoc/>
    protected override string[] Required => ["PolicyDocument", "Queues"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["Id"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var urls = request.Properties["Queues"]!.AsArray().Select(url => (string)url!).ToList();
        AwsException.Require(
            urls.Count > 0 && urls.TrueForAll(url => request.Account.Queues.Values.Any(queue => queue.Url == url)),
            "The specified queue does not exist.");
        var id = AwsName.Generated(request.Stack.Name, request.LogicalId);
        return new PhysicalResource(id, new Dictionary<string, string> { ["Id"] = id });
    }
}
