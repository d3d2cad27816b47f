using System.Collections.Frozen;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>What a caller is told of each error: a status, a sentence and the request id, nothing of the backend.</summary>
public static class ErrorMap
{
    private static readonly FrozenDictionary<ErrorKind, (int Status, string Message)> Errors =
        new Dictionary<ErrorKind, (int, string)>
        {
            [ErrorKind.BadRequest] = (400, "The request cannot be forwarded as it is."),

            // Without the challenge that RFC 9110 asks for: it would tell what is looked at, to callers that read none.
            [ErrorKind.Unauthorized] = (401, "The request is not authorized."),
            [ErrorKind.Forbidden] = (403, "The caller is not allowed."),
            [ErrorKind.MethodNotAllowed] = (405, "This method is not forwarded."),
            [ErrorKind.RequestTooLarge] = (413, "The request is too large."),
            [ErrorKind.Unconfigured] = (503, "The proxy is not configured."),
            [ErrorKind.BackendUnreachable] = (502, "The service behind the proxy cannot be reached."),
            [ErrorKind.ResponseTooLarge] = (502, "The response is too large for the proxy."),
            [ErrorKind.DeadlineExceeded] = (504, "The service behind the proxy did not answer in time."),
            [ErrorKind.Unexpected] = (500, "The proxy failed."),
        }.ToFrozenDictionary();

    private static readonly KeyValuePair<string, string>[] Headers = [new("Content-Type", "application/json")];

    /// <summary>The response to an error: <c>{"message": …, "requestId": …}</c>.</summary>
    public static GatewayResponse Response(ErrorKind kind, string? requestId)
    {
        var (status, message) = Errors[kind];
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("message", message);
            json.WriteString("requestId", requestId);
            json.WriteEndObject();
        }

        return new GatewayResponse(status, Headers, body.ToArray(), IsText: true);
    }
}
