using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessProxy1;

/// <summary>What a caller's repetition of a request has in common with the request.</summary>
public static class DeliveryId
{
    /// <summary>SQS's limit for the ids of duplicates and of groups.</summary>
    public const int MaxLength = 128;

    /// <summary>The header fields that hold one, in the order in which they are looked for.</summary>
    private static readonly string[] Headers =
    [
        "X-GitHub-Delivery", // https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers
        "X-Gitea-Delivery", // https://docs.gitea.com/usage/webhooks
        "webhook-id", // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
        "X-Request-UUID", // https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#HTTP-headers
        "Idempotency-Key", // https://docs.gitlab.com/user/project/integrations/webhooks/#delivery-headers, and who else has one
    ];

    /// <summary>Their bodies hold an id of the event, and no header field does: what has the same body is the same.</summary>
    private static readonly string[] IdentifiedByBody = ["stripe", "slack"];

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether callers of this <c>AUTH</c> repeat a body only where they repeat the request.</summary>
    public static bool BodyIdentifies(string? auth) => IdentifiedByBody.Contains(auth, StringComparer.Ordinal);

    /// <summary>The id of a request. Where it has none, each is one of its own: a request that was meant twice must not be lost, and whoever
    /// wants repetitions to be found can send an <c>Idempotency-Key</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="requestId">API Gateway's id of it.</param>
    /// <param name="bodyIdentifies">See <see cref="BodyIdentifies"/>.</param>
    public static string Of(GatewayRequest request, string requestId, bool bodyIdentifies)
    {
        ArgumentNullException.ThrowIfNull(request);

        var named = Headers
            .Select(name => request.Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value)
            .FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        return named is not null ? Fitting(named)
            : bodyIdentifies && request.Body is { Length: > 0 } body ? Convert.ToHexString(SHA256.HashData(body))
            : requestId;
    }

    /// <summary>A text as SQS takes it for an id: itself where it can be one, else its hash.</summary>
    public static string Fitting(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return text.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExcept(Allowed)
            ? text
            : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
