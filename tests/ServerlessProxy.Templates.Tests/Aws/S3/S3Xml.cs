using System.Text;
using System.Xml.Linq;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.S3;

/// <summary>S3's XML.</summary>
internal static class S3Xml
{
    private static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>An element.</summary>
    public static XElement Element(string name, object? content) => new(Namespace + name, content);

    /// <summary>An answer.</summary>
    public static AwsResponse Answer(string name, object? content) => AwsResponse.Xml(200, Element(name, content));

    /// <summary>The keys that a request to delete names.</summary>
    public static List<string> Keys(byte[] content) =>
        XDocument
            .Parse(Encoding.UTF8.GetString(content))
            .Descendants()
            .Where(element => element.Name.LocalName == "Key")
            .Select(element => element.Value)
            .ToList();
}
