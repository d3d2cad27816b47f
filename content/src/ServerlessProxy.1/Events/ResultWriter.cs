using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>Writes a response as the JSON of the result, without creating a string of the body.</summary>
public static class ResultWriter
{
    /// <summary>Escapes only what JSON requires, because the result is not embedded in HTML.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the JSON. Disposing it returns its buffer to the pool.</summary>
    public static MemoryStream Write(IGatewayEvents events, GatewayResponse response)
    {
        var size = 0;
        var headers = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in response.Headers)
        {
            size += name.Length + value.Length + 16;
            if (!headers.TryGetValue(name, out var values))
            {
                headers[name] = values = [];
            }

            values.Add(value);
        }

        var body = response.IsText ? response.Body.Length : (response.Body.Length / 3 * 4) + 4;
        var buffer = new PooledBuffer(1024 + size + body);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode", response.Status);
            events.WriteHeaders(json, headers);
            if (response.IsText)
            {
                json.WriteString("body", response.Body.Span);
            }
            else
            {
                json.WriteBase64String("body", response.Body.Span);
            }

            json.WriteBoolean("isBase64Encoded", !response.IsText);
            json.WriteEndObject();
        }

        return buffer.ToStream();
    }
}
