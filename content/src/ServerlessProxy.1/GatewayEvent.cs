using System.Text;
using Amazon.Lambda.Core;

namespace ServerlessProxy1;

/// <summary>What reading an event has in common, whichever type it is of.</summary>
public static class GatewayEvent
{
    /// <summary>Reads the JSON.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: it is none, or not of this type.</exception>
    public static T Deserialize<T>(ILambdaSerializer serializer, Stream json)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(serializer);

        try
        {
            return serializer.Deserialize<T>(json) ?? throw new ProxyException(ErrorKind.BadRequest, "the event is null");
        }
        catch (Exception exception) when (exception is not ProxyException)
        {
            throw new ProxyException(ErrorKind.BadRequest, "the event does not deserialize", exception);
        }
    }

    /// <summary>The body's bytes; null if there is none. An empty one counts as a body where the caller announced it.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: it is not base64.</exception>
    public static byte[]? Body(string? body, bool isBase64Encoded, IEnumerable<KeyValuePair<string, string>> headers)
    {
        if (string.IsNullOrEmpty(body))
        {
            return body is not null && headers.Any(header => header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) ? [] : null;
        }

        try
        {
            return isBase64Encoded ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body);
        }
        catch (FormatException exception)
        {
            throw new ProxyException(ErrorKind.BadRequest, "the event's body is not base64", exception);
        }
    }
}
