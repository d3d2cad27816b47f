using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>Represents an HTTP request.</summary>
/// <param name="Path">The decoded segments of the path. A segment can contain slashes, for example in an ARN.</param>
/// <param name="Query">The query string, with repeated values joined by commas.</param>
internal sealed partial record HttpMessage(
    string Method,
    IReadOnlyList<string> Path,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Content)
{
    /// <summary>The signer; null if the request is not signed with Signature Version 4.</summary>
    public CredentialScope? Scope =>
        SignatureVersion4().Match(Headers.GetValueOrDefault("Authorization", "")) is { Success: true } match
            ? new(match.Groups["key"].Value, match.Groups["region"].Value, match.Groups["service"].Value)
            : null;

    /// <summary>Reads a request with its body.</summary>
    public static async Task<HttpMessage> ReadAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        return new HttpMessage(
            context.Request.Method,
            target.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToList(),
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            context.Request.Headers.ToDictionary(
                header => header.Key,
                header => header.Value.ToString(),
                StringComparer.OrdinalIgnoreCase),
            content.ToArray());
    }

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)/[0-9]{8}/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request, "
        + "?SignedHeaders=[^,]+, ?Signature=[0-9a-f]{64}$")]
    private static partial Regex SignatureVersion4();
}

/// <summary>Represents the credential scope of a signature.</summary>
internal sealed record CredentialScope(string AccessKeyId, string Region, string Service);
