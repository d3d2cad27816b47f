using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>A request in the queue, without the caller's credentials for API Gateway.</summary>
public sealed record QueuedRequest
{
    /// <summary>The version of the message's format.</summary>
    private const int Version = 1;

    public required string DeliveryId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required GatewayRequest Request { get; init; }

    /// <summary>Returns the message's text, with the length of the body instead of the body. It is ASCII, because SQS
    /// does not accept every character.</summary>
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

    /// <summary>Parses a message.</summary>
    /// <param name="text">The message's text.</param>
    /// <param name="compressed">The compressed body; null if the message does not have one.</param>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: it is not a message of this
    /// version.</exception>
    public static QueuedRequest Parse(string text, byte[]? compressed)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var json = document.RootElement;
            if (json.GetProperty("v").GetInt32() != Version)
            {
                throw new ProxyException(ErrorKind.BadRequest, "the message has another version");
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
                            .Select(field => new Header(field[0].GetString()!, field[1].GetString()!)),
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
            throw new ProxyException(ErrorKind.BadRequest, "the message is not a request", exception);
        }
    }

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException(name);
}

/// <summary>Compresses bodies with Brotli. SQS accepts 1 MiB: that is 3.5 MB of JSON of random words and hashes, or all
/// 6 MB of usual JSON.</summary>
public static class CompressedBody
{
    /// <summary>Higher qualities take up to four times as long and save 1 %; quality 4 needs 6 % more bytes.</summary>
    private const int Quality = 5;

    /// <summary>The largest window that every decoder supports, because a body repeats names over its whole
    /// length.</summary>
    private const int Window = 22;

    /// <summary>Compresses a body. The result has at least one byte, even that of an empty body.</summary>
    public static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> body)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        return BrotliEncoder.TryCompress(body, compressed, out var length, Quality, Window)
            ? compressed.AsMemory(0, length)
            : throw new InvalidOperationException("Brotli needs more bytes than its maximum.");
    }

    /// <summary>Decompresses a body.</summary>
    /// <param name="compressed">The result of <see cref="Compress"/>.</param>
    /// <param name="length">The expected length of the body, in bytes.</param>
    /// <exception cref="ProxyException">It is not a compressed body of this length.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> compressed, int length)
    {
        var body = length is >= 0 and <= LambdaLimits.PayloadBytes ? new byte[length] : [];
        return BrotliDecoder.TryDecompress(compressed, body, out var written) && written == length
            ? body
            : throw new ProxyException(ErrorKind.BadRequest, "the message's body cannot be decompressed");
    }
}
