using System.Text.Json.Nodes;

namespace ServerlessProxy.LocalGateway;

/// <summary>Represents a FIFO queue of SQS in memory. It has message groups, deduplication within a group, visibility
/// timeouts and receive counts.</summary>
/// <param name="visibilityTimeout">The time for which a received message is hidden.</param>
/// <param name="maxReceiveCount">How many times a message is received before it is moved.</param>
/// <param name="next">The queue to move it to; null for <see cref="Dead"/>. There, its receive count starts again, and
/// its deduplication id is its message id
/// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html).
/// </param>
public sealed class LoopbackFifo(TimeSpan visibilityTimeout, int maxReceiveCount, LoopbackFifo? next = null)
{
    private static readonly TimeSpan DeduplicationInterval = TimeSpan.FromMinutes(5);

    private readonly object changing = new();
    private readonly Dictionary<string, LinkedList<LoopbackMessage>> groups = [];
    private readonly SortedSet<(DateTimeOffset Due, long Order, string Group)> due = [];
    private readonly Dictionary<string, (DateTimeOffset Due, long Order, string Group)> dueOf = [];
    private readonly Dictionary<string, LoopbackMessage> inFlight = [];
    private readonly Dictionary<(string Group, string Id), (string MessageId, DateTimeOffset At)> accepted = [];
    private readonly List<LoopbackMessage> dead = [];
    private long order;

    /// <summary>Runs after a message is stored, before the answer is sent.</summary>
    public Func<Task>? Stored { get; set; }

    /// <summary>The status that rejects every message; null to accept them. 403 is <c>AccessDenied</c>.</summary>
    public int? Refuse { get; set; }

    /// <summary>Replaces the answer to a successful <c>SendMessage</c>; null for SQS's answer.</summary>
    public Func<JsonObject, JsonObject>? Answer { get; set; }

    /// <summary>The messages that were received too many times, in order.</summary>
    public IReadOnlyList<LoopbackMessage> Dead
    {
        get
        {
            lock (changing)
            {
                return [.. dead];
            }
        }
    }

    /// <summary>The number of messages, including hidden ones.</summary>
    public int Count
    {
        get
        {
            lock (changing)
            {
                return groups.Values.Sum(group => group.Count);
            }
        }
    }

    /// <summary>Stores a message.</summary>
    /// <returns>Its id. For a duplicate, the id of the message that was accepted before.</returns>
    public string Send(string text, string group, string deduplicationId, byte[]? body = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(group);

        lock (changing)
        {
            var now = DateTimeOffset.UtcNow;
            if (
                accepted.TryGetValue((group, deduplicationId), out var before)
                && now - before.At < DeduplicationInterval)
            {
                return before.MessageId;
            }

            var message = new LoopbackMessage(Guid.NewGuid().ToString(), text, body, group, now);
            accepted[(group, deduplicationId)] = (message.Id, now);
            Add(message);
            return message.Id;
        }
    }

    /// <summary>Receives visible messages. A group with messages in flight is skipped; the others are received in
    /// order.</summary>
    /// <param name="max">The largest number of messages.</param>
    public IReadOnlyList<LoopbackMessage> Receive(int max)
    {
        lock (changing)
        {
            var now = DateTimeOffset.UtcNow;
            var received = new List<LoopbackMessage>();
            while (received.Count < max && due.Count > 0 && due.Min.Due <= now)
            {
                var group = due.Min.Group;
                foreach (var message in groups[group].Take(max - received.Count).ToList())
                {
                    if (message.ReceiveCount >= maxReceiveCount)
                    {
                        Remove(message);
                        Move(message);
                        continue;
                    }

                    Forget(message);
                    message.ReceiveCount++;
                    message.Receipt = Guid.NewGuid().ToString();
                    message.VisibleAt = now + visibilityTimeout;
                    inFlight[message.Receipt] = message;
                    received.Add(message with { });
                }

                Schedule(group);
            }

            return received;
        }
    }

    /// <summary>Hides a received message for a time.</summary>
    /// <returns>True if this is the last receipt of the message.</returns>
    public bool Hide(string receipt, TimeSpan time)
    {
        lock (changing)
        {
            if (!inFlight.TryGetValue(receipt, out var message))
            {
                return false;
            }

            message.VisibleAt = DateTimeOffset.UtcNow + time;
            Schedule(message.Group);
            return true;
        }
    }

    /// <summary>Deletes a received message, if this is its last receipt.</summary>
    public void Delete(string receipt)
    {
        lock (changing)
        {
            if (inFlight.TryGetValue(receipt, out var message))
            {
                Remove(message);
                Schedule(message.Group);
            }
        }
    }

    private void Add(LoopbackMessage message)
    {
        if (!groups.TryGetValue(message.Group, out var messages))
        {
            groups[message.Group] = messages = [];
        }

        messages.AddLast(message);
        Schedule(message.Group);
    }

    /// <summary>Moves a message that was received too many times.</summary>
    private void Move(LoopbackMessage message)
    {
        if (next is null)
        {
            dead.Add(message);
            return;
        }

        lock (next.changing)
        {
            next.Add(new LoopbackMessage(message.Id, message.Text, message.Body, message.Group, message.SentAt));
        }
    }

    private void Remove(LoopbackMessage message)
    {
        Forget(message);
        groups[message.Group].Remove(message);
        if (groups[message.Group].Count == 0)
        {
            groups.Remove(message.Group);
        }
    }

    private void Forget(LoopbackMessage message)
    {
        if (message.Receipt is { } receipt)
        {
            inFlight.Remove(receipt);
        }
    }

    /// <summary>Updates when the messages of a group can be received: when none of them is in flight.</summary>
    private void Schedule(string group)
    {
        if (dueOf.Remove(group, out var before))
        {
            due.Remove(before);
        }

        if (groups.TryGetValue(group, out var messages))
        {
            var entry = (
                messages.Max(message => message.VisibleAt),
                before.Group is null ? order++ : before.Order,
                group);
            dueOf[group] = entry;
            due.Add(entry);
        }
    }
}
