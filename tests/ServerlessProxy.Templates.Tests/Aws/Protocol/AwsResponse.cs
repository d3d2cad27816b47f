using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>Represents an HTTP response.</summary>
internal sealed record AwsResponse(int Status, string ContentType, byte[] Content)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The Content-Length of a response to HEAD, which has no body.</summary>
    public long? Length { get; init; }

    public static AwsResponse Empty(int status) => new(status, "", []);

    public static AwsResponse Json(int status, JsonNode body, string contentType = "application/json") =>
        new(status, contentType, JsonSerializer.SerializeToUtf8Bytes(body));

    public static AwsResponse Xml(int status, XElement body) =>
        new(status, "text/xml", Encoding.UTF8.GetBytes(body.ToString(SaveOptions.DisableFormatting)));
}
