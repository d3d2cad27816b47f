using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>The JSON of an event. It separates the body from the rest, because a string of the body, as in the event
/// types, would need three times the memory of its bytes.</summary>
public sealed class EventJson : IDisposable
{
    private readonly PooledBuffer json;
    private readonly Range? body;

    private EventJson(PooledBuffer json, Range? body) => (this.json, this.body) = (json, body);

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: the stream is not JSON.</exception>
    public static EventJson Read(Stream stream)
    {
        // One more byte, so that the read that finds the end of the stream does not need a larger buffer.
        var json = new PooledBuffer(stream.CanSeek ? (int)(stream.Length - stream.Position) + 1 : 65_536);
        try
        {
            while (stream.Read(json.GetSpan()) is > 0 and var read)
            {
                json.Advance(read);
            }

            return new EventJson(json, FindBody(json.Written.Span));
        }
        catch (JsonException exception)
        {
            json.Dispose();
            throw new ProxyException(ErrorKind.BadRequest, "the event is not JSON", exception);
        }
    }

    /// <summary>Deserializes the event without its body.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: the event has another type.</exception>
    public T Deserialize<T>(ILambdaSerializer serializer)
        where T : class
    {
        try
        {
            using var withoutBody = WithoutBody();
            return serializer.Deserialize<T>(withoutBody) ?? throw new JsonException("null");
        }
        catch (Exception exception)
        {
            throw new ProxyException(ErrorKind.BadRequest, "the event is not an event of API Gateway", exception);
        }
    }

    /// <summary>Returns the event's JSON with null instead of the body.</summary>
    public Stream WithoutBody()
    {
        var whole = json.Written.Span;
        return body is { } range
            ? new MemoryStream([.. whole[..range.Start], .. "null"u8, .. whole[range.End..]])
            : new MemoryStream(whole.ToArray());
    }

    /// <summary>Returns the body; null if there is none. An empty body requires a Content-Length.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: the body cannot be decoded.</exception>
    public byte[]? Body(bool isBase64Encoded, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        if (body is not { } range)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(json.Written.Span[range]);
            reader.Read();
            var bytes = isBase64Encoded ? reader.GetBytesFromBase64() : Utf8(reader);
            return
                bytes.Length > 0
                || headers.Any(header => header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                ? bytes
                : null;
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            var encoding = isBase64Encoded ? "base64" : "text";
            throw new ProxyException(ErrorKind.BadRequest, $"the event's body is not {encoding}", exception);
        }
    }

    public void Dispose() => json.Dispose();

    private static byte[] Utf8(Utf8JsonReader reader)
    {
        var text = new byte[reader.ValueSpan.Length];
        return text[..reader.CopyString(text)];
    }

    /// <summary>Finds the string of the body, with its quotation marks; null if there is none. The last of several
    /// counts, as in the serializer.</summary>
    private static Range? FindBody(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Range? found = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isBody = Ascii.EqualsIgnoreCase(reader.ValueSpan, "body"u8);
            reader.Read();
            if (isBody)
            {
                var isText = reader.TokenType == JsonTokenType.String;
                found = isText ? (int)reader.TokenStartIndex..(int)reader.BytesConsumed : null;
            }

            reader.Skip();
        }

        return found;
    }
}
