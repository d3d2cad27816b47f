using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ServerlessProxy;

/// <summary>The queue. Region, credentials and an endpoint other than AWS's (<c>AWS_ENDPOINT_URL_SQS</c>) come from the
/// environment.</summary>
/// <param name="queueUrl">Its URL.</param>
public sealed class RequestMessages(string queueUrl) : IDisposable
{
    /// <summary>The largest message, in bytes, attributes included:
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html.</summary>
    public const int MessageBytes = 1024 * 1024;

    /// <summary>The name of the message attribute that contains the compressed body.</summary>
    public const string BodyAttribute = "body";

    private const string Binary = "Binary";

    private readonly AmazonSQSClient client = new(new AmazonSQSConfig
    {
        // A caller waits: an attempt that hangs leaves time for another. SQS recognizes a duplicate that results from
        // it.
        Timeout = TimeSpan.FromSeconds(3),
        MaxErrorRetry = 2,
    });

    /// <summary>Returns the size of a message as SQS counts it, in bytes.</summary>
    public static int SizeOf(string text, ReadOnlyMemory<byte>? body) =>
        Encoding.UTF8.GetByteCount(text)
        + (body is { } value ? BodyAttribute.Length + Binary.Length + value.Length : 0);

    /// <summary>Puts a message into the queue. SQS has stored it when this returns: its answer contains a message id,
    /// and the MD5 hashes of what was sent.</summary>
    /// <param name="text">The message.</param>
    /// <param name="body">The compressed body of the request; null if it does not have one.</param>
    /// <param name="group">Messages of a group keep their order.</param>
    /// <param name="deduplicationId">SQS confirms a message with an id that it has accepted within the last five
    /// minutes, but does not store it.</param>
    /// <param name="cancellationToken">When to give up.</param>
    /// <returns>SQS's id of the message.</returns>
    /// <exception cref="InvalidDataException">SQS's answer does not confirm the message.</exception>
    public async Task<string> SendAsync(
        string text,
        ReadOnlyMemory<byte>? body,
        string group,
        string deduplicationId,
        CancellationToken cancellationToken)
    {
        var request = new SendMessageRequest
        {
            QueueUrl = queueUrl,
            MessageBody = text,
            MessageGroupId = group,
            MessageDeduplicationId = deduplicationId,
        };
        if (body is { } value)
        {
            using var stream = new MemoryStream(value.ToArray());
            request.MessageAttributes =
                new() { [BodyAttribute] = new MessageAttributeValue { DataType = Binary, BinaryValue = stream } };
            return Confirmed(await client.SendMessageAsync(request, cancellationToken), text, value);
        }

        return Confirmed(await client.SendMessageAsync(request, cancellationToken), text, body: null);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>Checks the answer itself: AWS's client compares a hash only if the answer has one.</summary>
    private static string Confirmed(SendMessageResponse sent, string text, ReadOnlyMemory<byte>? body)
    {
        var attributes = body is { } value ? SqsChecksum.OfBinary(BodyAttribute, value.Span) : null;
        if (string.IsNullOrEmpty(sent.MessageId))
        {
            throw new InvalidDataException("The answer of SQS has no message id.");
        }

        return IsSame(sent.MD5OfMessageBody, SqsChecksum.Of(text)) && IsSame(sent.MD5OfMessageAttributes, attributes)
            ? sent.MessageId
            : throw new InvalidDataException("The answer of SQS has another MD5 hash than the message.");
    }

    private static bool IsSame(string? hash, string? expected) =>
        string.Equals(hash ?? "", expected ?? "", StringComparison.OrdinalIgnoreCase);
}
