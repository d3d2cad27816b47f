using System.Text;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>A request as it waits in the queue: what the forwarder needs of it, less what authorized its caller
/// here.</summary>
public sealed record QueuedRequest
{
    /// <summary>What reads a message must know its version.</summary>
    private const int Version = 1;

    /// <summary>See <see cref="ServerlessProxy.DeliveryId"/>.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The request with its body.</summary>
    public required GatewayRequest Request { get; init; }

    /// <summary>Returns the message's text, which contains the length of the body, and not the body: see
    /// <see cref="CompressedBody"/>. It is ASCII, because SQS does not accept every character.</summary>
    public string ToJson()
    {
        using var buffer = new PooledBuffer(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Version);
            json.WriteString("deliveryId", DeliveryId);
            json.WriteString("receivedAt", ReceivedAt);
            json.WriteString("requestId", Request.RequestId);
            json.WriteString("sourceIp", Request.SourceIp);
            json.WriteString("method", Request.Method);
            json.WriteString("path", Request.Path);
            json.WriteString("query", Request.Query);
            json.WriteStartArray("headers");
            foreach (var (name, value) in Request.Headers)
            {
                json.WriteStartArray();
                json.WriteStringValue(name);
                json.WriteStringValue(value);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            if (Request.Body is { } body)
            {
                json.WriteNumber("bodyBytes", body.Length);
            }

            json.WriteEndObject();
        }

        return Encoding.ASCII.GetString(buffer.Written.Span);
    }

    /// <summary>Reads a message.</summary>
    /// <param name="text">The message's text.</param>
    /// <param name="compressed">The compressed body; null if the message does not have one.</param>
    /// <exception cref="UnreadableMessageException">It is not a message of this version.</exception>
    public static QueuedRequest Parse(string text, byte[]? compressed)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var json = document.RootElement;
            if (json.GetProperty("v").GetInt32() != Version)
            {
                throw new UnreadableMessageException("the message is of another version");
            }

            return new QueuedRequest
            {
                DeliveryId = Text(json, "deliveryId"),
                ReceivedAt = json.GetProperty("receivedAt").GetDateTimeOffset(),
                Request = new GatewayRequest
                {
                    Method = Text(json, "method"),
                    Path = Text(json, "path"),
                    Query = Text(json, "query"),
                    Headers =
                    [
                        .. json.GetProperty("headers").EnumerateArray()
                            .Select(field => KeyValuePair.Create(field[0].GetString()!, field[1].GetString()!)),
                    ],
                    Body = json.TryGetProperty("bodyBytes", out var length)
                        ? CompressedBody.Decompress(compressed, length.GetInt32())
                        : null,
                    RequestId = json.GetProperty("requestId").GetString(),
                    SourceIp = json.GetProperty("sourceIp").GetString(),
                },
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new UnreadableMessageException("the message is not a request", exception);
        }
    }

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException(name);
}
