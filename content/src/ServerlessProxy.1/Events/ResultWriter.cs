using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>Writes the result's JSON straight from the response's bytes: no string of the body in between.</summary>
public static class ResultWriter
{
    /// <summary>JSON as text of its own, not inside HTML: escaping only what JSON itself must keeps the result small.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The result, at its beginning. Whoever disposes it gives its memory back.</summary>
    public static MemoryStream Write(IGatewayEvents events, GatewayResponse response)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(response);

        var headers = response.Headers.Sum(header => header.Key.Length + header.Value.Length + 16);
        var buffer = new PooledBuffer(
            1024 + headers + (response.IsText ? response.Body.Length : (response.Body.Length / 3 * 4) + 4));
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
