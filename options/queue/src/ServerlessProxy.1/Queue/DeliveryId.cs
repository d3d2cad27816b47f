using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessProxy;

/// <summary>What a caller's repetition of a request has in common with the request, and no other request has.</summary>
public static class DeliveryId
{
    /// <summary>SQS's limit for the ids of duplicates and of groups.</summary>
    public const int MaxLength = 128;

    /// <summary>How much of a hash tells apart what has the same name: 64 bits.</summary>
    private const int HashLength = 16;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Returns the id of a request: the sender's name for it, so that people find it, a period, and a hash of
    /// everything else that makes it a different request (method, path, query, caller, the source's other fields and
    /// the body). If the request has no name, returns API Gateway's id, so that a request sent twice on purpose is not
    /// lost.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="requestId">API Gateway's id of it.</param>
    /// <param name="source">Where it has its name.</param>
    public static string Of(GatewayRequest request, string requestId, DeliveryIdSource source)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(source);

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
                .. source.Beside.Select(field => HeaderField.Of(request, field)), body,
            ]);
        return $"{Fitting(name, MaxLength - 1 - HashLength)}.{Hash(rest)[..HashLength]}";
    }

    /// <summary>A text as SQS takes it for an id: itself where it can be one, else its hash.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">How many characters it may have; a hash has 64.</param>
    public static string Fitting(string text, int maxLength = MaxLength)
    {
        ArgumentNullException.ThrowIfNull(text);

        return text.Length > 0 && text.Length <= maxLength && !text.AsSpan().ContainsAnyExcept(Allowed)
            ? text
            : Hash(text);
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
