using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessProxy;

/// <summary>Identifies a request, so that a repetition of it has the same id, and every other request has
/// another.</summary>
public static class DeliveryId
{
    /// <summary>SQS's limit for the ids of duplicates and of groups.</summary>
    public const int MaxLength = 128;

    /// <summary>The length of the hash that distinguishes requests with the same name: 64 bits.</summary>
    private const int HashLength = 16;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Returns the id of a request: the sender's name for it, so that people find it, a period, and a hash of
    /// everything else that makes it a different request (method, path, query, caller, the source's other headers and
    /// the body). If the request has no name, returns API Gateway's id, so that a request sent twice on purpose is not
    /// lost.</summary>
    public static string Of(GatewayRequest request, string requestId, DeliveryIdSource source)
    {
        var body = Convert.ToHexString(SHA256.HashData(request.Body ?? []));
        var name = source.Header is { } header ? HeaderField.Of(request, header)
            : request.Body is { Length: > 0 } ? body
            : null;
        if (string.IsNullOrWhiteSpace(name))
        {
            return requestId;
        }

        // None of them can contain the line break that separates them.
        var rest = string.Join(
            '\n',
            [
                request.Method, request.Path, request.Query, request.Caller,
                .. source.Scope.Select(field => HeaderField.Of(request, field)), body,
            ]);
        return $"{Fitting(name, MaxLength - 1 - HashLength)}.{Hash(rest)[..HashLength]}";
    }

    /// <summary>Returns a text that SQS accepts as an id: the text itself if possible, otherwise its hash, which has 64
    /// characters.</summary>
    public static string Fitting(string text, int maxLength = MaxLength) =>
        text.Length > 0 && text.Length <= maxLength && !text.AsSpan().ContainsAnyExcept(Allowed) ? text : Hash(text);

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>Where the requests of an <c>AUTH</c> have their name.</summary>
/// <param name="Header">The header with the name; null if requests with the same body are the same.</param>
public sealed record DeliveryIdSource(string? Header)
{
    /// <summary>For callers other than webhooks:
    /// https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/.</summary>
    public static readonly DeliveryIdSource IdempotencyKey = new("Idempotency-Key");

    /// <summary>The headers without which <paramref name="Header"/> does not name exactly one delivery.</summary>
    public IReadOnlyList<string> Scope { get; init; } = [];
}

/// <summary>Finds a header by name.</summary>
public static class HeaderField
{
    /// <summary>Returns the first value; null if there is none. Letter case does not matter.</summary>
    public static string? Of(GatewayRequest request, string name) => request.Headers
        .FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?.Value;
}
