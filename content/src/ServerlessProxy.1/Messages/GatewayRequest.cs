namespace ServerlessProxy;

/// <summary>A caller's request to API Gateway, independent of the type of the API.</summary>
public sealed record GatewayRequest
{
    /// <summary>The method, unchanged and unchecked.</summary>
    public required string Method { get; init; }

    /// <summary>The path after the stage and the route prefix, percent-encoded: empty, or with a leading
    /// slash.</summary>
    public required string Path { get; init; }

    /// <summary>The percent-encoded query without its question mark; empty if there is none.</summary>
    public string Query { get; init; } = "";

    /// <summary>The headers in order, with one entry for each value.</summary>
    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>The body; null if there is none, which differs from an empty body.</summary>
    public byte[]? Body { get; init; }

    /// <summary>API Gateway's id of the request, which the caller sees too; null without a request context.</summary>
    public string? RequestId { get; init; }

    /// <summary>The address from which API Gateway received the request; null without a request context.</summary>
    public string? SourceIp { get; init; }

    /// <summary>The caller as API Gateway identified it: an IAM principal's ARN, an API key's id, or the <c>sub</c> of
    /// a token; null if API Gateway did not check the caller.</summary>
    public string? Caller { get; init; }
}

/// <summary>A header of a message, or a parameter of a query. It is a class, because .NET compiles generic code for
/// every struct when the function starts.</summary>
public sealed record Header(string Name, string Value);
