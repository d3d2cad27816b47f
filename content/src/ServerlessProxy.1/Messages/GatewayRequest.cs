namespace ServerlessProxy;

/// <summary>What the caller asked API Gateway for, whichever event type told it.</summary>
public sealed record GatewayRequest
{
    /// <summary>The method as it came, any token.</summary>
    public required string Method { get; init; }

    /// <summary>The path behind stage and route prefix, percent-encoded as the caller wrote it: empty, or with a leading slash.</summary>
    public required string Path { get; init; }

    /// <summary>The query without its question mark, percent-encoded; empty if there is none.</summary>
    public string Query { get; init; } = "";

    /// <summary>Every header field, one entry a value, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body's bytes; null if the event has no body, which differs from an empty one.</summary>
    public byte[]? Body { get; init; }

    /// <summary>API Gateway's id of the request, which its caller sees too; null if the event has no request context.</summary>
    public string? RequestId { get; init; }

    /// <summary>The address that API Gateway itself saw; null if the event has no request context.</summary>
    public string? SourceIp { get; init; }

    /// <summary>Whom API Gateway took the caller for: the ARN of an IAM principal, the id of an API key, or the <c>sub</c> of a token; null if it did not ask.</summary>
    public string? Caller { get; init; }
}
