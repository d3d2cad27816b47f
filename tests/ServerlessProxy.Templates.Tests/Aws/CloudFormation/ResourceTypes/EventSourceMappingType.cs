namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::Lambda::EventSourceMapping</c> of a FIFO queue: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html.</summary>
internal sealed class EventSourceMappingType() : ResourceType("AWS::Lambda::EventSourceMapping")
{
    /// <inheritdoc/>
    protected override string[] Required => ["FunctionName"];

    /// <inheritdoc/>
    protected override string[] Optional => ["BatchSize", "Enabled", "EventSourceArn", "FilterCriteria", "FunctionResponseTypes", "KmsKeyArn", "MaximumBatchingWindowInSeconds", "MetricsConfig", "ScalingConfig", "Tags"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["EventSourceArn"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["EventSourceMappingArn", "Id"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        Check(request);
        var id = Guid.NewGuid().ToString();
        request.Account.OtherResources.Add($"{Name} {id}");
        return new PhysicalResource(id, new Dictionary<string, string> { ["Id"] = id, ["EventSourceMappingArn"] = $"arn:aws:lambda:{request.Account.Region}:{AwsAccount.Id}:event-source-mapping:{id}" });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        Check(request);
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) => request.Account.OtherResources.Remove($"{Name} {resource.PhysicalId}");

    private static void Check(ResourceRequest request)
    {
        var function = request.Account.Functions.GetQualified(request["FunctionName"]!);
        var queue = request.Account.Queues.Values.FirstOrDefault(queue => queue.Arn == request["EventSourceArn"]);
        AwsException.Require(queue is not null, "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.");

        var role = request.Account.Roles.Values.Single(role => role.Arn == function.Configuration["Role"]?.ToString());
        foreach (var action in new[] { "ReceiveMessage", "DeleteMessage", "GetQueueAttributes" })
        {
            AwsException.Require(role.Allows($"sqs:{action}"), $"The function execution role does not have permissions to call {action} on SQS");
        }

        var (visibility, timeout) = (AwsNumber.Read(queue!.Properties["VisibilityTimeout"]) ?? 30, AwsNumber.Read(function.Configuration["Timeout"]) ?? 3);
        AwsException.Require(visibility >= timeout, $"Queue visibility timeout: {visibility} seconds is less than Function timeout: {timeout} seconds");
        AwsException.Require((AwsNumber.Read(request.Properties["BatchSize"]) ?? 10) is >= 1 and <= 10, $"Batch size {request["BatchSize"]} is greater than the maximum of 10 for FIFO queues.");
        AwsException.Require(request["MaximumBatchingWindowInSeconds"] is null or "0", "Batching window is not supported for FIFO queues.");
        AwsException.Require((AwsNumber.Read(request.Properties["ScalingConfig"]?["MaximumConcurrency"]) ?? 2) is >= 2 and <= 1000, "#/ScalingConfig/MaximumConcurrency: it must be 2 to 1000.");
        AwsException.Require(
            request.Properties["FunctionResponseTypes"] is null || request.Properties["FunctionResponseTypes"]!.ToJsonString() == """["ReportBatchItemFailures"]""",
            "#/FunctionResponseTypes/0: not a valid enum value");
    }
}
