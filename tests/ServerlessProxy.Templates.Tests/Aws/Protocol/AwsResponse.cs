using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>An answer.</summary>
/// <param name="Status">Its HTTP status.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">Its body.</param>
internal sealed record AwsResponse(int Status, string ContentType, byte[] Content)
{
    /// <summary>Its other headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body's length that is said where there is no body, as for HEAD.</summary>
    public long? Length { get; init; }

    /// <summary>An answer without a body.</summary>
    public static AwsResponse Empty(int status) => new(status, "", []);

    /// <summary>An answer of JSON.</summary>
    public static AwsResponse Json(int status, JsonNode body, string contentType = "application/json") =>
        new(status, contentType, JsonSerializer.SerializeToUtf8Bytes(body));

    /// <summary>An answer of XML.</summary>
    public static AwsResponse Xml(int status, XElement body) =>
        new(status, "text/xml", Encoding.UTF8.GetBytes(body.ToString(SaveOptions.DisableFormatting)));
}
