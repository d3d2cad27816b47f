using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.LocalGateway;

/// <summary>Represents SQS on 127.0.0.1, with the operation that the receiver calls: <c>SendMessage</c> of SQS's JSON
/// protocol. It does not check signatures.</summary>
public sealed class LoopbackAws : IAsyncDisposable
{
    /// <summary>SQS's limit, which includes names, types and values of the attributes.</summary>
    private const int MessageBytes = 1024 * 1024;

    private readonly ConcurrentDictionary<string, LoopbackFifo> queues = new();
    private LoopbackServer? server;

    private LoopbackAws()
    {
    }

    /// <summary>The environment variables of a process that calls this server instead of AWS.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL_SQS"] = server!.Address.GetLeftPart(UriPartial.Authority),
        ["AWS_REGION"] = "us-east-1",
        ["AWS_ACCESS_KEY_ID"] = "local",
        ["AWS_SECRET_ACCESS_KEY"] = "local",
    };

    /// <summary>Starts listening on a free port.</summary>
    public static async Task<LoopbackAws> StartAsync()
    {
        var aws = new LoopbackAws();
        aws.server = await LoopbackServer.StartAsync(0, aws.HandleAsync, maxBodyBytes: null);
        return aws;
    }

    /// <summary>Creates a queue.</summary>
    /// <param name="name">Its name, with <c>.fifo</c> at the end.</param>
    /// <param name="visibilityTimeout">The time for which a received message is hidden.</param>
    /// <param name="maxReceiveCount">How many times a message is received before it is moved.</param>
    /// <param name="next">The queue to move it to; null for <see cref="LoopbackFifo.Dead"/>.</param>
    public LoopbackFifo CreateQueue(
        string name, TimeSpan visibilityTimeout, int maxReceiveCount, LoopbackFifo? next = null) =>
        queues[name] = new LoopbackFifo(visibilityTimeout, maxReceiveCount, next);

    /// <summary>Returns the URL of a queue. The function calls this server despite the host in it.</summary>
    public static string UrlOf(string name) => $"https://sqs.eu-west-1.amazonaws.com/123456789012/{name}";

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var (status, answer) = await AnswerAsync(
            context.Request.Headers["X-Amz-Target"].ToString(), JsonNode.Parse(body.ToArray())!.AsObject());
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private async Task<(int Status, JsonObject Answer)> AnswerAsync(string target, JsonObject request)
    {
        if (target != "AmazonSQS.SendMessage")
        {
            return Failure(StatusCodes.Status400BadRequest, "UnsupportedOperation", target);
        }

        if (!queues.TryGetValue(((string?)request["QueueUrl"] ?? "").Split('/')[^1], out var queue))
        {
            return Failure(StatusCodes.Status400BadRequest, "QueueDoesNotExist", "The specified queue does not exist.");
        }

        if (queue.Refuse is { } status)
        {
            return Failure(
                status,
                status == StatusCodes.Status403Forbidden ? "AccessDenied" : "InternalError",
                "Rejected.");
        }

        var text = (string)request["MessageBody"]!;
        var attributes = request["MessageAttributes"]?.AsObject() ?? [];
        var bytes = Encoding.UTF8.GetByteCount(text) + attributes.Sum(each =>
            each.Key.Length + ((string)each.Value!["DataType"]!).Length + Value(each.Value).Length);
        if (bytes > MessageBytes)
        {
            const string reason =
                "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.";
            return Failure(StatusCodes.Status400BadRequest, "InvalidParameterValue", reason);
        }

        var body = attributes["body"] is { } attribute ? Value(attribute) : null;
        var answer = new JsonObject
        {
            ["MessageId"] = queue.Send(
                text, (string)request["MessageGroupId"]!, (string)request["MessageDeduplicationId"]!, body),
            ["MD5OfMessageBody"] = Md5(Encoding.UTF8.GetBytes(text)),
        };
        if (attributes.Count > 0)
        {
            answer["MD5OfMessageAttributes"] = Md5(
                [.. attributes.OrderBy(each => each.Key, StringComparer.Ordinal).SelectMany(Hashed)]);
        }

        await (queue.Stored?.Invoke() ?? Task.CompletedTask);
        return (StatusCodes.Status200OK, queue.Answer?.Invoke(answer) ?? answer);
    }

    private static byte[] Value(JsonNode attribute) => Convert.FromBase64String((string)attribute["BinaryValue"]!);

    /// <summary>Returns the bytes that SQS hashes for an attribute:
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html.</summary>
    private static IEnumerable<byte> Hashed(KeyValuePair<string, JsonNode?> attribute)
    {
        const byte binary = 2;
        return
        [
            .. Part(Encoding.UTF8.GetBytes(attribute.Key)),
            .. Part(Encoding.UTF8.GetBytes((string)attribute.Value!["DataType"]!)),
            binary,
            .. Part(Value(attribute.Value)),
        ];

        static byte[] Part(byte[] part)
        {
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            return [.. length, .. part];
        }
    }

#pragma warning disable CA5351 // SQS's own checksum.
    private static string Md5(byte[] bytes) => Convert.ToHexString(MD5.HashData(bytes)).ToLowerInvariant();
#pragma warning restore CA5351

    private static (int Status, JsonObject Answer) Failure(int status, string type, string message) =>
        (status, new JsonObject { ["__type"] = $"com.amazonaws.sqs#{type}", ["message"] = message });
}
