using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessProxy.LocalGateway;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.Sqs;

/// <summary>Implements the operations of Amazon SQS that list and redrive dead letters.</summary>
internal sealed class SqsService : JsonService
{
    private readonly AwsAccount account;

    public SqsService(AwsAccount account)
        : base("sqs", ServiceModel.Load("sqs-2012-11-05"))
    {
        this.account = account;
        Serve("GetQueueAttributes", GetQueueAttributes);
        Serve("ReceiveMessage", ReceiveMessage);
        Serve("ChangeMessageVisibility", ChangeMessageVisibility);
        Serve("StartMessageMoveTask", StartMessageMoveTask);
    }

    [SuppressMessage(
        "Security",
        "CA5351:Do Not Use Broken Cryptographic Algorithms",
        Justification = "SQS sends an MD5 hash, and its client compares it.")]
    private static JsonObject Describe(LoopbackMessage message) => new()
    {
        ["MessageId"] = message.Id,
        ["ReceiptHandle"] = message.Receipt,
        ["Body"] = message.Text,
        ["MD5OfBody"] = Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(message.Text))).ToLowerInvariant(),
    };

    private static void Require(bool holds, string message) =>
        AwsException.Require(holds, message, "InvalidParameterValue");

    private JsonObject GetQueueAttributes(AwsRequest request)
    {
        var queue = Queue(request);
        var visible = queue.Count - queue.Hidden;
        return new JsonObject
        {
            ["Attributes"] = new JsonObject
            {
                ["QueueArn"] = queue.Arn,
                ["ApproximateNumberOfMessages"] = visible.ToString(CultureInfo.InvariantCulture),
                ["ApproximateNumberOfMessagesNotVisible"] = queue.Hidden.ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    private JsonObject ReceiveMessage(AwsRequest request)
    {
        var maximum = (int?)request.Json["MaxNumberOfMessages"] ?? 1;
        Require(
            maximum is >= 1 and <= 10,
            $"Value {maximum} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if "
            + "provided.");
        var time = TimeSpan.FromSeconds((int?)request.Json["VisibilityTimeout"] ?? 30);
        var received = Queue(request).Receive(maximum, time);

        // SQS omits the member if there are no messages.
        return received.Count == 0 ? [] : new JsonObject { ["Messages"] = received.ToJsonArray(Describe) };
    }

    private JsonObject ChangeMessageVisibility(AwsRequest request)
    {
        var (receipt, seconds) = ((string)request.Json["ReceiptHandle"]!, (int)request.Json["VisibilityTimeout"]!);
        Require(
            Queue(request).Hide(receipt, TimeSpan.FromSeconds(seconds)),
            "Value for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
        return [];
    }

    /// <summary>
    /// Moves the messages of a dead-letter queue:
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html.
    /// </summary>
    private JsonObject StartMessageMoveTask(AwsRequest request)
    {
        var (source, destination) = (QueueOf(request, "SourceArn"), QueueOf(request, "DestinationArn"));
        Require(
            account.Queues.Values.Any(queue =>
                queue.Properties["RedrivePolicy"]?["deadLetterTargetArn"]?.ToString() == source.Arn),
            "Source queue must be configured as a Dead Letter Queue.");
        while (source.Receive(10, TimeSpan.FromSeconds(30)) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                destination.Send(message.Text, message.Group, message.Id);
                source.Delete(message.Receipt!);
            }
        }

        return new JsonObject { ["TaskHandle"] = Guid.NewGuid().ToString() };
    }

    private SqsQueue Queue(AwsRequest request) =>
        account.Queues.Values.FirstOrDefault(queue => queue.Url == (string?)request.Json["QueueUrl"])
        ?? throw new AwsException(400, "QueueDoesNotExist", "The specified queue does not exist.");

    private SqsQueue QueueOf(AwsRequest request, string parameter) =>
        account.Queues.Values.FirstOrDefault(queue => queue.Arn == (string?)request.Json[parameter])
        ?? throw new AwsException(
            400,
            "ResourceNotFoundException",
            "The resource that you specified for the SourceArn parameter doesn't exist.");
}
