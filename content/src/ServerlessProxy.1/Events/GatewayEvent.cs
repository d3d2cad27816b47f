using System.Text.Json;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>What reading an event has in common, whichever type it is of.</summary>
public static class GatewayEvent
{
    /// <summary>Reads the JSON.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: it is none.</exception>
    public static EventJson Read(Stream stream)
    {
        try
        {
            return EventJson.Read(stream);
        }
        catch (JsonException exception)
        {
            throw new ProxyException(ErrorKind.BadRequest, "the event does not deserialize", exception);
        }
    }

    /// <summary>The event, less its body.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: it is not of this type.</exception>
    public static T Deserialize<T>(ILambdaSerializer serializer, EventJson json)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(json);

        try
        {
            using var withoutBody = json.WithoutBody();
            return serializer.Deserialize<T>(withoutBody)
                ?? throw new ProxyException(ErrorKind.BadRequest, "the event is null");
        }
        catch (Exception exception) when (exception is not ProxyException)
        {
            throw new ProxyException(ErrorKind.BadRequest, "the event does not deserialize", exception);
        }
    }

    /// <summary>The body's bytes; null if there is none. An empty one counts as a body where the caller announced it.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: it is not base64, or no text.</exception>
    public static byte[]? Body(EventJson json, bool isBase64Encoded, IEnumerable<KeyValuePair<string, string>> headers)
    {
        ArgumentNullException.ThrowIfNull(json);

        try
        {
            var body = json.Body(isBase64Encoded);
            return
                body is { Length: > 0 }
                || headers.Any(header => header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                ? body
                : null;
        }
        catch (FormatException exception)
        {
            throw new ProxyException(ErrorKind.BadRequest, "the event's body is not base64", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new ProxyException(ErrorKind.BadRequest, "the event's body is no text", exception);
        }
    }
}
