using System.Security.Cryptography;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ServerlessProxy;

/// <summary>The queue. Region, credentials and, where a VPC reaches AWS by an endpoint of its own, <c>AWS_ENDPOINT_URL_SQS</c> come from the environment.</summary>
/// <param name="queueUrl">Its URL.</param>
public sealed class RequestMessages(string queueUrl) : IDisposable
{
    /// <summary>The size of a message, in bytes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html.</summary>
    public const int MessageBytes = 1024 * 1024;

    private readonly AmazonSQSClient client = new(new AmazonSQSConfig
    {
        // A caller waits: an attempt that hangs leaves time for another. The duplicate that may come of it is one that SQS knows.
        Timeout = TimeSpan.FromSeconds(3),
        MaxErrorRetry = 2,
    });

    /// <summary>Puts a message into the queue. SQS has stored it when this returns: its answer contains a message id, and
    /// the MD5 hash of what was sent.</summary>
    /// <param name="text">The message.</param>
    /// <param name="group">Within a group, messages keep their order.</param>
    /// <param name="deduplicationId">What SQS has accepted within the last five minutes with the same, it does not accept again, and says that it has.</param>
    /// <param name="cancellationToken">When to give up.</param>
    /// <returns>SQS's id of the message.</returns>
    /// <exception cref="InvalidDataException">SQS's answer does not confirm the message.</exception>
    public async Task<string> SendAsync(string text, string group, string deduplicationId, CancellationToken cancellationToken)
    {
        var sent = await client.SendMessageAsync(
            new SendMessageRequest { QueueUrl = queueUrl, MessageBody = text, MessageGroupId = group, MessageDeduplicationId = deduplicationId },
            cancellationToken);
        if (string.IsNullOrEmpty(sent.MessageId))
        {
            throw new InvalidDataException("The answer of SQS has no message id.");
        }

        // AWS's client compares the hash only if the answer has one.
        if (!string.Equals(sent.MD5OfMessageBody, Md5Of(text), StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException("The answer of SQS has another MD5 hash than the message.");
        }

        return sent.MessageId;
    }

    /// <summary>Hides a message until its next attempt.</summary>
    public Task DelayAsync(QueueMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);

        return client.ChangeMessageVisibilityAsync(queueUrl, message.ReceiptHandle, (int)delay.TotalSeconds, cancellationToken);
    }

    /// <summary>Takes a message out of the queue. Lambda does so too, after the batch.</summary>
    public Task DeleteAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);

        return client.DeleteMessageAsync(queueUrl, message.ReceiptHandle, cancellationToken);
    }

#pragma warning disable CA5351 // SQS's own checksum.
    private static string Md5Of(string text) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
