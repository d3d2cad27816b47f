using System.Globalization;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>Reads Lambda's SQS events, and writes the result with the messages that SQS delivers again:
/// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html. AWS's package for these events would
/// slow down every start, for five fields.</summary>
public static class QueueEvent
{
    /// <summary>Returns an event's messages, in order.</summary>
    /// <exception cref="JsonException">The stream is not an SQS event. Lambda then retries the whole batch.</exception>
    public static IReadOnlyList<QueueMessage> Read(Stream stream)
    {
        using var document = JsonDocument.Parse(stream);
        try
        {
            return [.. document.RootElement.GetProperty("Records").EnumerateArray().Select(Message)];
        }
        catch (Exception exception)
            when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException("The event is not an SQS event.", exception);
        }
    }

    /// <summary>Returns the result that names the messages that are not delivered.</summary>
    public static MemoryStream Result(IEnumerable<QueueMessage> failed)
    {
        var result = new MemoryStream();
        using (var json = new Utf8JsonWriter(result))
        {
            json.WriteStartObject();
            json.WriteStartArray("batchItemFailures");
            foreach (var message in failed)
            {
                json.WriteStartObject();
                json.WriteString("itemIdentifier", message.Id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        result.Position = 0;
        return result;
    }

    private static QueueMessage Message(JsonElement record)
    {
        var id = record.GetProperty("messageId").GetString()!;
        var attributes = Member(record, "attributes");
        var count = Member(attributes, "ApproximateReceiveCount")?.GetString();
        return new QueueMessage(
            id,
            record.GetProperty("body").GetString() ?? "",

            // Lambda encodes binary attributes as base64.
            Member(Member(Member(record, "messageAttributes"), RequestMessages.BodyAttribute), "binaryValue")
                ?.GetBytesFromBase64(),
            int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var received) ? received : 1,
            Member(attributes, "MessageGroupId")?.GetString() ?? id);
    }

    private static JsonElement? Member(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var value) ? value : null;
}

/// <summary>A message of an event.</summary>
/// <param name="Id">SQS's id of the message.</param>
/// <param name="Text">The message's text.</param>
/// <param name="Body">The compressed body of the request; null if it does not have one.</param>
/// <param name="ReceiveCount">How often the message was received, including this time.</param>
/// <param name="GroupId">The group whose messages keep their order.</param>
public sealed record QueueMessage(string Id, string Text, byte[]? Body, int ReceiveCount, string GroupId);
