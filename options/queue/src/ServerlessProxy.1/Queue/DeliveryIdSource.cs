namespace ServerlessProxy;

/// <summary>Where the requests of one <c>AUTH</c> hold what a repetition has in common with them.</summary>
/// <param name="Header">The header field that names the delivery; null where nothing does, so that what has the same
/// body is the same.</param>
public sealed record DeliveryIdSource(string? Header)
{
    /// <summary>What callers that are not webhooks send:
    /// https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/.</summary>
    public static readonly DeliveryIdSource IdempotencyKey = new("Idempotency-Key");

    /// <summary>Header fields without which <paramref name="Header"/> does not name one delivery alone.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];
}
