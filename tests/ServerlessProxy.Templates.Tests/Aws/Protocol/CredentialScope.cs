using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>What the Authorization header of Signature Version 4 says of its signature.</summary>
/// <param name="AccessKeyId">Whose it is.</param>
/// <param name="Region">For which region.</param>
/// <param name="Service">For which service.</param>
internal sealed partial record CredentialScope(string AccessKeyId, string Region, string Service)
{
    /// <summary>Reads the header.</summary>
    /// <returns>Nothing, if the request is not signed so.</returns>
    public static CredentialScope? Of(HttpMessage message) =>
        message.Headers.TryGetValue("Authorization", out var header)
        && SignatureVersion4().Match(header) is { Success: true } match
            ? new(match.Groups["key"].Value, match.Groups["region"].Value, match.Groups["service"].Value)
            : null;

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)/[0-9]{8}/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request, ?SignedHeaders=[^,]+, ?Signature=[0-9a-f]{64}$"
    )]
    private static partial Regex SignatureVersion4();
}
