using System.Text;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>A request as it waits in the queue: what the forwarder needs of it, less what authorized its caller here.</summary>
public sealed record QueuedRequest
{
    /// <summary>What reads a message must know its version.</summary>
    private const int Version = 1;

    /// <summary>See <see cref="ServerlessProxy.DeliveryId"/>.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The request, its body included where that is in the message.</summary>
    public required GatewayRequest Request { get; init; }

    /// <summary>Where the body is, if it does not fit into the message: a key of the bucket; null otherwise.</summary>
    public string? BodyKey { get; init; }

    /// <summary>The message's text. All of it is ASCII: SQS does not take every character.</summary>
    public string ToJson()
    {
        using var buffer = new PooledBuffer(4096 + ((Request.Body?.Length ?? 0) / 3 * 4));
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
            if (BodyKey is not null)
            {
                json.WriteString("bodyKey", BodyKey);
            }
            else if (Request.Body is { } body)
            {
                json.WriteBase64String("body", body);
            }

            json.WriteEndObject();
        }

        return Encoding.ASCII.GetString(buffer.Written.Span);
    }

    /// <summary>Reads a message's text.</summary>
    /// <exception cref="UnreadableMessageException">It is none of this version.</exception>
    public static QueuedRequest Parse(string text)
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
                BodyKey = json.TryGetProperty("bodyKey", out var key) ? key.GetString() : null,
                Request = new GatewayRequest
                {
                    Method = Text(json, "method"),
                    Path = Text(json, "path"),
                    Query = Text(json, "query"),
                    Headers = [.. json.GetProperty("headers").EnumerateArray().Select(field => KeyValuePair.Create(field[0].GetString()!, field[1].GetString()!))],
                    Body = json.TryGetProperty("body", out var body) ? body.GetBytesFromBase64() : null,
                    RequestId = json.GetProperty("requestId").GetString(),
                    SourceIp = json.GetProperty("sourceIp").GetString(),
                },
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new UnreadableMessageException("the message is no request", exception);
        }
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException(name);
}
