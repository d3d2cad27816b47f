using System.Globalization;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>Lambda's events of SQS, and the result that tells which messages are to come again:
/// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html. Read here, and not by a package of
/// AWS's: that would be one more to load at every start, for five fields.</summary>
public static class QueueEvent
{
    /// <summary>Reads an event's messages, in order.</summary>
    /// <exception cref="JsonException">It is none. Lambda then takes the whole batch for failed.</exception>
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
            throw new JsonException("The event is none of SQS.", exception);
        }
    }

    /// <summary>Writes the result.</summary>
    /// <param name="failed">The messages that are not delivered.</param>
    public static MemoryStream Result(IEnumerable<QueueMessage> failed)
    {
        ArgumentNullException.ThrowIfNull(failed);

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
        var attributes =
            record.TryGetProperty("attributes", out var some) && some.ValueKind == JsonValueKind.Object
                ? some
                : default;
        return new QueueMessage(
            id,
            record.GetProperty("body").GetString() ?? "",
            Body(record),
            int.TryParse(
                Attribute("ApproximateReceiveCount"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var count)
                ? count
                : 1,
            Attribute("MessageGroupId") ?? id);

        string? Attribute(string name) =>
            attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty(name, out var value)
                ? value.GetString()
                : null;
    }

    /// <summary>Returns the message attribute with the compressed body, which Lambda encodes as base64; null if the
    /// request has no body.</summary>
    private static byte[]? Body(JsonElement record) =>
        record.TryGetProperty("messageAttributes", out var attributes)
        && attributes.ValueKind == JsonValueKind.Object
        && attributes.TryGetProperty(RequestMessages.BodyAttribute, out var body)
        && body.TryGetProperty("binaryValue", out var value)
            ? value.GetBytesFromBase64()
            : null;
}
