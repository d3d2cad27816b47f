using System.Text;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>An event's JSON, and its body apart from it: the event types hold a body as a string, which would take three times the memory of its bytes.</summary>
public sealed class EventJson : IDisposable
{
    private readonly PooledBuffer json;
    private readonly Range? body;

    private EventJson(PooledBuffer json, Range? body) => (this.json, this.body) = (json, body);

    /// <summary>Reads the JSON to its end.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static EventJson Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);

        // One byte more, so that the read which finds the end needs no larger buffer.
        var json = new PooledBuffer(stream.CanSeek ? (int)(stream.Length - stream.Position) + 1 : 65_536);
        try
        {
            while (stream.Read(json.GetSpan()) is > 0 and var read)
            {
                json.Advance(read);
            }

            return new EventJson(json, FindBody(json.Written.Span));
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    /// <summary>The event without its body, at its beginning.</summary>
    public Stream WithoutBody()
    {
        var whole = json.Written.Span;
        return body is { } range
            ? new MemoryStream([.. whole[..range.Start], .. "null"u8, .. whole[range.End..]])
            : new MemoryStream(whole.ToArray());
    }

    /// <summary>The body's bytes; null if there is none.</summary>
    /// <param name="isBase64Encoded">Whether the event says that it is base64.</param>
    /// <exception cref="FormatException">It is not.</exception>
    public byte[]? Body(bool isBase64Encoded)
    {
        if (body is not { } range)
        {
            return null;
        }

        var reader = new Utf8JsonReader(json.Written.Span[range]);
        reader.Read();
        if (isBase64Encoded)
        {
            return reader.GetBytesFromBase64();
        }

        var text = new byte[reader.ValueSpan.Length];
        return text[..reader.CopyString(text)];
    }

    /// <inheritdoc/>
    public void Dispose() => json.Dispose();

    /// <summary>Where the body's string stands, with its quotation marks; null if there is none. Of several, the last counts, as it does for the serializer.</summary>
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
                found =
                    reader.TokenType == JsonTokenType.String
                        ? (int)reader.TokenStartIndex..(int)reader.BytesConsumed
                        : null;
            }

            reader.Skip();
        }

        return found;
    }
}
