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
        var headers = response.Headers.Sum(header => header.Key.Length + header.Value.Length + 16);
        var body = response.IsText ? response.Body.Length : (response.Body.Length / 3 * 4) + 4;
        var buffer = new PooledBuffer(1024 + headers + body);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode", response.Status);
            events.WriteHeaders(
                json,
                response.Headers.GroupBy(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase)
            );
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
