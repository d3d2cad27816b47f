using System.Text.Json.Nodes;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Templates.Tests.Aws.Sqs;

/// <summary>A FIFO queue of SQS. Nothing goes from it to a dead-letter queue: nothing here receives but people.</summary>
/// <param name="arn">Its ARN.</param>
/// <param name="url">Its URL.</param>
/// <param name="properties">Its properties, as CloudFormation has them.</param>
internal sealed class SqsQueue(string arn, string url, JsonObject properties)
{
    private readonly LoopbackFifo messages = new(TimeSpan.FromSeconds(30), int.MaxValue);
    private readonly Dictionary<string, DateTime> hidden = [];

    /// <summary>Its ARN.</summary>
    public string Arn { get; } = arn;

    /// <summary>Its URL.</summary>
    public string Url { get; } = url;

    /// <summary>Its properties, as CloudFormation has them.</summary>
    public JsonObject Properties { get; set; } = properties;

    /// <summary>How many messages are in it.</summary>
    public int Count => messages.Count;

    /// <summary>How many of them are hidden.</summary>
    public int Hidden => hidden.Values.Count(until => until > DateTime.UtcNow);

    /// <summary>Stores a message.</summary>
    /// <returns>Its id.</returns>
    public string Send(string text, string group, string deduplicationId) =>
        messages.Send(text, group, deduplicationId);

    /// <summary>Receives what is visible, and hides it.</summary>
    public IReadOnlyList<LoopbackMessage> Receive(int maximum, TimeSpan time)
    {
        var received = messages.Receive(maximum);
        foreach (var message in received)
        {
            Hide(message.Receipt!, time);
        }

        return received;
    }

    /// <summary>Hides a received message from now on.</summary>
    /// <returns>Whether the receipt is the message's last one.</returns>
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
