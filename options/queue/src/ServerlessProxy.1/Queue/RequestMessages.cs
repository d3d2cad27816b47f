using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ServerlessProxy;

/// <summary>Sends messages to the queue. Region, credentials and an endpoint other than AWS's
/// (<c>AWS_ENDPOINT_URL_SQS</c>) come from the environment.</summary>
public sealed class RequestMessages(string queueUrl) : IDisposable
{
    /// <summary>The maximum size of a message with its attributes, in bytes:
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html.</summary>
    public const int MessageBytes = 1024 * 1024;

    /// <summary>The name of the message attribute that contains the compressed body.</summary>
    public const string BodyAttribute = "body";

    private const string Binary = "Binary";

    private readonly AmazonSQSClient client = new(new AmazonSQSConfig
    {
        // A caller is waiting, so an attempt that hangs leaves time for another. SQS recognizes the duplicate.
        Timeout = TimeSpan.FromSeconds(3),
        MaxErrorRetry = 2,
    });

    /// <summary>Returns the size of a message as SQS counts it, in bytes.</summary>
    public static int SizeOf(string text, ReadOnlyMemory<byte>? body) =>
        Encoding.UTF8.GetByteCount(text)
        + (body is { } value ? BodyAttribute.Length + Binary.Length + value.Length : 0);

    /// <summary>Puts a message into the queue. SQS has stored it when this returns: its answer contains a message id
    /// and the MD5 hashes of the message.</summary>
    /// <param name="text">The message.</param>
    /// <param name="body">The compressed body of the request; null if it does not have one.</param>
    /// <param name="group">Messages of a group keep their order.</param>
    /// <param name="deduplicationId">SQS confirms a message with an id that it has accepted within the last five
    /// minutes, but does not store it again.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
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
        using var stream = new MemoryStream(body?.ToArray() ?? []);
        if (body is not null)
        {
            request.MessageAttributes =
                new() { [BodyAttribute] = new MessageAttributeValue { DataType = Binary, BinaryValue = stream } };
        }

        var sent = await client.SendMessageAsync(request, cancellationToken);
        if (string.IsNullOrEmpty(sent.MessageId))
        {
            throw new InvalidDataException("The answer of SQS has no message id.");
        }

        // AWS's client compares a hash only if the answer has one.
        var attributes = body is { } value ? HashOfBody(value.Span) : "";
        return IsSame(sent.MD5OfMessageBody, HashOf(text)) && IsSame(sent.MD5OfMessageAttributes, attributes)
            ? sent.MessageId
            : throw new InvalidDataException("The answer of SQS has another MD5 hash than the message.");
    }

    public void Dispose() => client.Dispose();

    private static bool IsSame(string? hash, string expected) =>
        string.Equals(hash ?? "", expected, StringComparison.OrdinalIgnoreCase);

#pragma warning disable CA5351 // SQS's own checksum, which does not protect anything.

    private static string HashOf(string text) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Returns the hash of the message's only attribute: its name, its type, the byte 2 and its value, with
    /// their lengths. See
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html.</summary>
    private static string HashOfBody(ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        Append(hash, Encoding.UTF8.GetBytes(BodyAttribute));
        Append(hash, Encoding.UTF8.GetBytes(Binary));
        hash.AppendData([2]);
        Append(hash, body);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

#pragma warning restore CA5351

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}

/// <summary>Describes failed calls to AWS in the log.</summary>
public static class AwsFailure
{
    /// <summary>Returns the kind of the failure, without AWS's message, which can contain account numbers and
    /// keys.</summary>
    public static string Describe(string call, Exception exception) => exception switch
    {
        AmazonServiceException { ErrorCode.Length: > 0 } answer =>
            $"{call}: {answer.ErrorCode} ({(int)answer.StatusCode})",
        InvalidDataException => $"{call}: {exception.Message}",
        OperationCanceledException => $"{call}: no answer in time",
        _ => $"{call}: {exception.GetBaseException().GetType().Name}",
    };
}
