using System.Text.Json;

namespace ServerlessProxy;

/// <summary>Maps each error to the response that the caller gets: a status, a sentence and the request id. It reveals
/// nothing about the backend.</summary>
public static class ErrorMap
{
    private static readonly Header[] Headers = [new("Content-Type", "application/json")];

    /// <summary>Returns the response to an error: <c>{"message": …, "requestId": …}</c>.</summary>
    public static GatewayResponse Response(ErrorKind kind, string? requestId)
    {
        var (status, message) = Describe(kind);
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

    private static (int Status, string Message) Describe(ErrorKind kind) => kind switch
    {
        ErrorKind.BadRequest => (400, "The request cannot be forwarded."),

        // There is no WWW-Authenticate challenge (RFC 9110, section 11.6.1): it would reveal what is checked.
        ErrorKind.Unauthorized => (401, "The request is not authorized."),
        ErrorKind.Forbidden => (403, "The caller is not allowed."),
        ErrorKind.MethodNotAllowed => (405, "This method is not forwarded."),
        ErrorKind.RequestTooLarge => (413, "The request is too large."),
        ErrorKind.Unconfigured => (503, "The proxy is not configured."),
        ErrorKind.BackendUnreachable => (502, "The backend cannot be reached."),
        ErrorKind.ResponseTooLarge => (502, "The response is too large for the proxy."),
        ErrorKind.DeadlineExceeded => (504, "The backend did not respond in time."),
        _ => (500, "The proxy failed."),
    };
}

/// <summary>The kinds of errors, each with a response in <see cref="ErrorMap"/>. The log uses their names.</summary>
public enum ErrorKind
{
    BadRequest,
    Unauthorized,
    Forbidden,
    MethodNotAllowed,
    RequestTooLarge,
    Unconfigured, // a setting is missing or wrong
    BackendUnreachable, // no connection, no HTTP, or an incomplete response
    ResponseTooLarge,
    DeadlineExceeded,
    Unexpected, // a defect of the proxy
}
