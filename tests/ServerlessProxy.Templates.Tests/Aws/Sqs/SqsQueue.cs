using System.Text.Json.Nodes;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Templates.Tests.Aws.Sqs;

/// <summary>
/// Represents a FIFO queue of SQS. It never moves messages to a dead-letter queue, because no function receives them.
/// </summary>
/// <param name="arn">The ARN.</param>
/// <param name="url">The URL.</param>
/// <param name="properties">The properties from CloudFormation.</param>
internal sealed class SqsQueue(string arn, string url, JsonObject properties)
{
    private readonly LoopbackFifo messages = new(TimeSpan.FromSeconds(30), int.MaxValue);
    private readonly Dictionary<string, DateTime> hidden = [];

    public string Arn { get; } = arn;
    public string Url { get; } = url;

    /// <summary>The properties from CloudFormation.</summary>
    public JsonObject Properties { get; set; } = properties;

    /// <summary>The number of messages, including hidden ones.</summary>
    public int Count => messages.Count;

    /// <summary>The number of hidden messages.</summary>
    public int Hidden => hidden.Values.Count(until => until > DateTime.UtcNow);

    /// <summary>Stores a message, and returns its id.</summary>
    public string Send(string text, string group, string deduplicationId) =>
        messages.Send(text, group, deduplicationId);

    /// <summary>Returns visible messages, and hides them.</summary>
    public IReadOnlyList<LoopbackMessage> Receive(int maximum, TimeSpan time)
    {
        var received = messages.Receive(maximum);
        foreach (var message in received)
        {
            Hide(message.Receipt!, time);
        }

        return received;
    }

    /// <summary>Hides a received message, and returns whether the receipt is the message's last one.</summary>
    public bool Hide(string receipt, TimeSpan time)
    {
        hidden[receipt] = DateTime.UtcNow + time;
        return messages.Hide(receipt, time);
    }

    /// <summary>Deletes a received message.</summary>
    public void Delete(string receipt)
    {
        hidden.Remove(receipt);
        messages.Delete(receipt);
    }
}
