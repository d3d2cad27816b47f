using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>A request as it came.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path's segments, decoded one by one: an ARN in a path holds slashes of its own.</param>
/// <param name="Query">Its query string; what comes more than once is joined with commas.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Content">Its body.</param>
internal sealed record HttpMessage(
    string Method,
    IReadOnlyList<string> Path,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Content)
{
    /// <summary>Reads it to its end.</summary>
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
}
