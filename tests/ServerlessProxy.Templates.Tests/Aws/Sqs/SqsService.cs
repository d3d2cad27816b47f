using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessProxy.LocalGateway;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.Sqs;

/// <summary>Amazon SQS, as far as people look into a dead-letter queue and empty it.</summary>
internal sealed class SqsService : JsonService
{
    private readonly AwsAccount account;

    /// <summary>The service of an account.</summary>
    public SqsService(AwsAccount account)
        : base("sqs", ServiceModel.Load("sqs-2012-11-05"))
    {
        this.account = account;
        Serve("GetQueueAttributes", GetQueueAttributes);
        Serve("ReceiveMessage", ReceiveMessage);
        Serve("ChangeMessageVisibility", ChangeMessageVisibility);
        Serve("StartMessageMoveTask", StartMessageMoveTask);
    }

    private JsonObject GetQueueAttributes(AwsRequest request)
    {
        var queue = Queue(request);
        return new JsonObject
        {
            ["Attributes"] = new JsonObject
            {
                ["QueueArn"] = queue.Arn,
                ["ApproximateNumberOfMessages"] = (queue.Count - queue.Hidden).ToString(CultureInfo.InvariantCulture),
                ["ApproximateNumberOfMessagesNotVisible"] = queue.Hidden.ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    private JsonObject ReceiveMessage(AwsRequest request)
    {
        var (queue, json) = (Queue(request), request.Json);
        var maximum = (int?)json["MaxNumberOfMessages"] ?? 1;
        Require(
            maximum is >= 1 and <= 10,
            "InvalidParameterValue",
            $"Value {maximum} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."
        );
        var received = queue.Receive(maximum, TimeSpan.FromSeconds((int?)json["VisibilityTimeout"] ?? 30));

        // Without messages there is no member.
        return received.Count == 0
            ? []
            : new JsonObject
            {
                ["Messages"] = new JsonArray(received.Select(message => (JsonNode)Describe(message)).ToArray()),
            };
    }

    private JsonObject ChangeMessageVisibility(AwsRequest request)
    {
        var json = request.Json;
        Require(
            Queue(request).Hide((string)json["ReceiptHandle"]!, TimeSpan.FromSeconds((int)json["VisibilityTimeout"]!)),
            "InvalidParameterValue",
            "Value for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
        return [];
    }

    /// <summary>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html: from a dead-letter queue alone.</summary>
    private JsonObject StartMessageMoveTask(AwsRequest request)
    {
        var (source, destination) = (
            OfArn((string?)request.Json["SourceArn"]),
            OfArn((string?)request.Json["DestinationArn"]));
        Require(
            account.Queues.Values.Any(queue =>
                queue.Properties["RedrivePolicy"]?["deadLetterTargetArn"]?.ToString() == source.Arn),
            "InvalidParameterValue",
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

    [SuppressMessage(
        "Security",
        "CA5351:Do Not Use Broken Cryptographic Algorithms",
        Justification = "It is what SQS sends, and its client compares."
    )]
    private static JsonObject Describe(LoopbackMessage message) =>
        new()
        {
            ["MessageId"] = message.Id,
            ["ReceiptHandle"] = message.Receipt,
            ["Body"] = message.Text,
            ["MD5OfBody"] = Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(message.Text))).ToLowerInvariant(),
        };

    private static void Require(bool holds, string code, string message)
    {
        if (!holds)
        {
            throw new AwsException(400, code, message);
        }
    }

    private SqsQueue Queue(AwsRequest request) =>
        account.Queues.Values.FirstOrDefault(queue => queue.Url == (string?)request.Json["QueueUrl"])
        ?? throw new AwsException(400, "QueueDoesNotExist", "The specified queue does not exist.");

    private SqsQueue OfArn(string? arn) =>
        account.Queues.Values.FirstOrDefault(queue => queue.Arn == arn)
        ?? throw new AwsException(
            400,
            "ResourceNotFoundException",
            "The resource that you specified for the SourceArn parameter doesn't exist.");
}
