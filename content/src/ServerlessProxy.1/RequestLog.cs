using System.Buffers;
using System.Text.Json;

namespace ServerlessProxy1;

/// <summary>Writes one JSON line a request.</summary>
/// <param name="output">Where to; each line is one write, so that lines of concurrent requests stay whole.</param>
public sealed class RequestLog(Stream output)
{
    private readonly object writing = new();

    /// <summary>Writes one line.</summary>
    public void Write(RequestLogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);

        var line = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("requestId", entry.RequestId);
            json.WriteString("method", entry.Method);
            json.WriteString("path", entry.Path);
            json.WriteNumber("status", entry.Status);
            json.WriteNumber("durationMs", Math.Round(entry.Duration.TotalMilliseconds, 1));
            if (entry.BackendDuration is { } backend)
            {
                json.WriteNumber("backendMs", Math.Round(backend.TotalMilliseconds, 1));
            }

            json.WriteNumber("bytesIn", entry.BytesIn);
            json.WriteNumber("bytesOut", entry.BytesOut);
            if (entry.Error is { } error)
            {
                json.WriteString("error", error.ToString());
                json.WriteString("detail", entry.Detail);
            }

            json.WriteEndObject();
        }

        line.Write("\n"u8);
        lock (writing)
        {
            output.Write(line.WrittenSpan);
            output.Flush();
        }
    }
}
