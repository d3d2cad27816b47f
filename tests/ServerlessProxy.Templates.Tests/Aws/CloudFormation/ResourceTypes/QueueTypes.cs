using ServerlessProxy.Templates.Tests.Aws.Sqs;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>
/// Implements FIFO queues and the functions that receive from them:
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html,
/// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html.
/// </summary>
internal static class QueueTypes
{
    private const string Mapping = "AWS::Lambda::EventSourceMapping";

    private static readonly string[] ReceiverActions = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new("AWS::SQS::Queue", CreateQueue)
        {
            Check = CheckQueue,
            Update = request => request.Account.Queues[Name(request)].Properties = request.Properties,
            Delete = request => request.Account.Queues.Remove(Name(request)),
        },
        new("AWS::SQS::QueuePolicy", CreatePolicy),
        new(Mapping, CreateMapping)
        {
            Check = CheckMapping,
            Delete = request => request.Account.OtherResources.Remove($"{Mapping} {request.Id}"),
        },
    ];

    private static string Name(ResourceRequest request) => request.Existing!.Attributes["QueueName"];

    private static PhysicalResource CreateQueue(ResourceRequest request)
    {
        var name = request.NameOr("QueueName", 80);
        AwsException.Require(
            name.EndsWith(".fifo", StringComparison.Ordinal),
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with "
            + ".fifo suffix and be 1 to 80 in length.");
        var url = $"https://sqs.{request.Account.Region}.amazonaws.com/{AwsAccount.Id}/{name}";
        var queue = new SqsQueue(request.Arn("sqs", name), url, request.Properties);
        return request.Account.Queues.TryAdd(name, queue)
            ? PhysicalResource.Of(url, ("Arn", queue.Arn), ("QueueName", name), ("QueueUrl", url))
            : throw AwsException.AlreadyExists("AWS::SQS::Queue", name);
    }

    private static void CheckQueue(ResourceRequest request)
    {
        AwsException.Require(request.IsTrue("FifoQueue"), "The rehearsal supports only FIFO queues.");
        AwsException.Require(
            request["DeduplicationScope"] is null or "messageGroup" or "queue",
            "Invalid value for the parameter DeduplicationScope.");
        AwsException.Require(
            request["FifoThroughputLimit"] is null or "perQueue" || request["DeduplicationScope"] == "messageGroup",
            "FifoThroughputLimit can be set to perMessageGroupId only when DeduplicationScope is messageGroup.");
        AwsException.Require(
            !(request.IsTrue("SqsManagedSseEnabled") && request["KmsMasterKeyId"] is not null),
            "You can use one type of server-side encryption (SSE) at one time.");
        request.RequireRange("MessageRetentionPeriod", 60, 1_209_600);
        request.RequireRange("VisibilityTimeout", 0, 43_200);
        request.RequireRange("MaximumMessageSize", 1024, 1_048_576);
        if (request.Properties["RedrivePolicy"] is { } redrive)
        {
            const string invalid = "Value for parameter RedrivePolicy is invalid. Reason:";
            var target = redrive["deadLetterTargetArn"]?.ToString();
            AwsException.Require(
                request.Account.Queues.Values.Any(queue => queue.Arn == target),
                $"{invalid} Dead letter target does not exist.");
            AwsException.Require(
                AwsJson.Number(redrive["maxReceiveCount"]) is >= 1 and <= 1000,
                $"{invalid} Invalid value for maxReceiveCount, valid values are from 1 to 1000 both inclusive.");
        }
    }

    private static PhysicalResource CreatePolicy(ResourceRequest request)
    {
        var urls = request.List("Queues").Select(url => (string)url!).ToList();
        AwsException.Require(
            urls.Count > 0 && urls.TrueForAll(url => request.Account.Queues.Values.Any(queue => queue.Url == url)),
            "The specified queue does not exist.");
        var id = request.GeneratedName();
        return PhysicalResource.Of(id, ("Id", id));
    }

    private static PhysicalResource CreateMapping(ResourceRequest request)
    {
        var id = Guid.NewGuid().ToString();
        request.Account.OtherResources.Add($"{Mapping} {id}");
        return PhysicalResource.Of(
            id,
            ("Id", id),
            ("EventSourceMappingArn", request.Arn("lambda", $"event-source-mapping:{id}")));
    }

    private static void CheckMapping(ResourceRequest request)
    {
        var function = request.Account.Functions.GetQualified(request["FunctionName"]!);
        var queue = request.Account.Queues.Values.FirstOrDefault(queue => queue.Arn == request["EventSourceArn"]);
        AwsException.Require(
            queue is not null,
            "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error "
            + "Message: The specified queue does not exist.");

        var role = request.Account.Roles.Values.Single(role => role.Arn == (string?)function.Configuration["Role"]);
        foreach (var action in ReceiverActions)
        {
            AwsException.Require(
                role.Allows($"sqs:{action}"),
                $"The function execution role does not have permissions to call {action} on SQS");
        }

        var visibility = AwsJson.Number(queue!.Properties["VisibilityTimeout"]) ?? 30;
        var timeout = AwsJson.Number(function.Configuration["Timeout"]) ?? 3;
        AwsException.Require(
            visibility >= timeout,
            $"Queue visibility timeout: {visibility} seconds is less than Function timeout: {timeout} seconds");
        AwsException.Require(
            request.Number("BatchSize", 10) is >= 1 and <= 10,
            $"Batch size {request["BatchSize"]} is greater than the maximum of 10 for FIFO queues.");
        AwsException.Require(
            request["MaximumBatchingWindowInSeconds"] is null or "0",
            "Batching window is not supported for FIFO queues.");
        AwsException.Require(
            (AwsJson.Number(request.Properties["ScalingConfig"]?["MaximumConcurrency"]) ?? 2) is >= 2 and <= 1000,
            "#/ScalingConfig/MaximumConcurrency: it must be 2 to 1000.");
        AwsException.Require(
            request.Properties["FunctionResponseTypes"]?.ToJsonString() is null or """["ReportBatchItemFailures"]""",
            "#/FunctionResponseTypes/0: not a valid enum value");
    }
}
