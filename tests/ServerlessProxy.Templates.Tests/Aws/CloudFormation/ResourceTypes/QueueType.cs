using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Sqs;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::SQS::Queue</c>, FIFO: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html.</summary>
internal sealed class QueueType() : ResourceType("AWS::SQS::Queue")
{
    /// <inheritdoc/>
    protected override string[] Optional =>
    [
        "ContentBasedDeduplication", "DeduplicationScope", "DelaySeconds", "FifoQueue", "FifoThroughputLimit", "KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId", "MaximumMessageSize", "MessageRetentionPeriod", "QueueName",
        "ReceiveMessageWaitTimeSeconds", "RedriveAllowPolicy", "RedrivePolicy", "SqsManagedSseEnabled", "Tags", "VisibilityTimeout",
    ];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["FifoQueue", "QueueName"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["Arn", "QueueName", "QueueUrl"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        Check(request);
        var name = request.NameOr("QueueName", 80);
        AwsException.Require(
            name.EndsWith(".fifo", StringComparison.Ordinal),
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
        );
        var queue = new SqsQueue(
            $"arn:aws:sqs:{request.Account.Region}:{AwsAccount.Id}:{name}",
            $"https://sqs.{request.Account.Region}.amazonaws.com/{AwsAccount.Id}/{name}",
            request.Properties);
        return request.Account.Queues.TryAdd(name, queue)
            ? new PhysicalResource(queue.Url, new Dictionary<string, string> { ["Arn"] = queue.Arn, ["QueueName"] = name, ["QueueUrl"] = queue.Url })
            : throw AwsException.AlreadyExists(Name, name);
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        Check(request);
        request.Account.Queues[resource.Attributes["QueueName"]].Properties = request.Properties;
        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.Queues.Remove(resource.Attributes["QueueName"]);

    private static void Check(ResourceRequest request)
    {
        AwsException.Require(Is("FifoQueue"), "The rehearsal knows FIFO queues only.");
        AwsException.Require(
            request["DeduplicationScope"] is null or "messageGroup" or "queue",
            "Invalid value for the parameter DeduplicationScope.");
        AwsException.Require(
            request["FifoThroughputLimit"] is null or "perQueue" || request["DeduplicationScope"] == "messageGroup",
            "FifoThroughputLimit can be set to perMessageGroupId only when DeduplicationScope is messageGroup.");
        AwsException.Require(
            !(Is("SqsManagedSseEnabled") && request["KmsMasterKeyId"] is not null),
            "You can use one type of server-side encryption (SSE) at one time.");
        InRange("MessageRetentionPeriod", 60, 1_209_600);
        InRange("VisibilityTimeout", 0, 43_200);
        InRange("MaximumMessageSize", 1024, 1_048_576);
        if (request.Properties["RedrivePolicy"] is { } redrive)
        {
            var target = redrive["deadLetterTargetArn"]?.ToString();
            AwsException.Require(
                request.Account.Queues.Values.Any(queue => queue.Arn == target),
                "Value for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.");
            AwsException.Require(
                int.TryParse(redrive["maxReceiveCount"]?.ToString(), CultureInfo.InvariantCulture, out var count)
                    && count is >= 1 and <= 1000,
                "Value for parameter RedrivePolicy is invalid. Reason: Invalid value for maxReceiveCount, valid values are from 1 to 1000 both inclusive."
            );
        }

        bool Is(string property) => request[property]?.ToLowerInvariant() == "true";

        void InRange(string property, int least, int most) =>
            AwsException.Require(
                request[property] is not { } text
                    || (
                        int.TryParse(text, CultureInfo.InvariantCulture, out var value)
                        && value >= least
                        && value <= most),
                $"Invalid value for the parameter {property}.");
    }
}
