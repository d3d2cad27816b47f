using System.Text.Json;

namespace ServerlessProxy;

/// <summary>Reads one property of an event.</summary>
/// <param name="json">The reader, at the first token of the value. The method moves it to the last one.</param>
/// <param name="path">The names that lead to the property, in lower case: <c>requestcontext.stage</c>.</param>
/// <returns>False if the forwarder does not use the property. The reader has then not moved.</returns>
public delegate bool PropertyReader(ref Utf8JsonReader json, string path);

/// <summary>Reads the JSON of an event once, and keeps its body apart: a string of the body, as in the event types,
/// would need three times the memory of its bytes. This ignores the letter case of names, as AWS's serializers do. With
/// them, .NET would compile a hundred more methods when the function starts.</summary>
public sealed class EventJson : IDisposable
{
    private readonly PooledBuffer json;
    private Range? body;

    private EventJson(PooledBuffer json) => this.json = json;

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: the stream is not an event.</exception>
    public static EventJson Read(Stream stream, PropertyReader read)
    {
        // One more byte, so that the read that finds the end of the stream does not need a larger buffer.
        var size = stream.CanSeek ? (int)(stream.Length - stream.Position) + 1 : 65_536;
        var buffer = new PooledBuffer(size);
        try
        {
            while (stream.Read(buffer.GetSpan()) is > 0 and var count)
            {
                buffer.Advance(count);
            }

            var json = new EventJson(buffer);
            var reader = new Utf8JsonReader(buffer.Written.Span);
            reader.Read();
            json.ReadObject(ref reader, "", read);

            // Fails if anything follows the event.
            reader.Read();
            return json;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            buffer.Dispose();
            var problem = exception is JsonException ? "JSON" : "an event of API Gateway";
            throw new ProxyException(ErrorKind.BadRequest, $"the event is not {problem}", exception);
        }
    }

    /// <summary>Reads a map of strings; null if the value is null.</summary>
    public static Dictionary<string, string>? ReadMap(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var map = new Dictionary<string, string>();
        Require(json, JsonTokenType.StartObject);
        while (ReadName(ref json) is { } name)
        {
            map[name] = json.GetString()!;
        }

        return map;
    }

    /// <summary>Reads a map of lists of strings; null if the value is null.</summary>
    public static Dictionary<string, IList<string>>? ReadLists(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var map = new Dictionary<string, IList<string>>();
        Require(json, JsonTokenType.StartObject);
        while (ReadName(ref json) is { } name)
        {
            map[name] = ReadList(ref json)!;
        }

        return map;
    }

    /// <summary>Reads a list of strings; null if the value is null.</summary>
    public static List<string>? ReadList(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var list = new List<string>();
        Require(json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            list.Add(json.GetString()!);
        }

        return list;
    }

    /// <summary>Returns the headers of a map.</summary>
    public static List<Header> Fields(IDictionary<string, string>? map) =>
        map?.Keys.Select(name => new Header(name, map[name] ?? "")).ToList() ?? [];

    /// <summary>Returns the body; null if there is none. An empty body requires a Content-Length.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: the body cannot be decoded.</exception>
    public byte[]? Body(bool isBase64Encoded, IReadOnlyList<Header> headers)
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
                || headers.Any(header => header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
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

    private void ReadObject(ref Utf8JsonReader reader, string prefix, PropertyReader read)
    {
        Require(reader, JsonTokenType.StartObject);
        while (ReadName(ref reader) is { } name)
        {
            var path = prefix + name.ToLowerInvariant();
            if (path == "body")
            {
                ReadBody(reader);
            }
            else if (read(ref reader, path))
            {
                continue;
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, path + ".", read);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Remembers where the string of the body is, with its quotation marks.</summary>
    private void ReadBody(Utf8JsonReader reader)
    {
        body = null;
        if (reader.TokenType != JsonTokenType.Null)
        {
            Require(reader, JsonTokenType.String);
            body = (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
        }
    }

    /// <summary>Moves to the value of an object's next property.</summary>
    /// <returns>The property's name; null at the end of the object.</returns>
    private static string? ReadName(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        Require(json, JsonTokenType.PropertyName);
        var name = json.GetString();
        json.Read();
        return name;
    }

    private static void Require(Utf8JsonReader json, JsonTokenType type)
    {
        if (json.TokenType != type)
        {
            throw new InvalidOperationException();
        }
    }
}
