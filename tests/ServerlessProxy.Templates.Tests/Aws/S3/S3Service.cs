using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.S3;

/// <summary>Implements Amazon S3 for buckets that a stack has created, with the bucket in the path.</summary>
internal sealed class S3Service : AwsService
{
    private const string UserMetadata = "x-amz-meta-";

    private static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private readonly AwsAccount account;

    public S3Service(AwsAccount account)
        : base("s3", ServiceModel.Load("s3-2006-03-01"))
    {
        this.account = account;
        Serve("HeadBucket", HeadBucket);
        Serve("ListObjectsV2", ListObjects);
        Serve("ListObjectVersions", ListVersions);
        Serve("PutObject", PutObject);
        Serve("HeadObject", HeadObject);
        Serve("GetObject", GetObject);
        Serve("DeleteObjects", DeleteObjects);
    }

    public override AwsRequest? Read(HttpMessage message) =>
        Model.Find(message) is { } operation ? new AwsRequest(operation, operation.Parameters(message), message) : null;

    public override AwsResponse Refuse(AwsException error) => AwsResponse.Xml(error.Status, new XElement(
        "Error",
        new XElement("Code", error.Code),
        new XElement("Message", error.Message),
        new XElement("RequestId", AwsName.Id(16))));

    private static XElement Element(string name, params object?[] content) => new(Namespace + name, content);

    private static IEnumerable<XElement> Describe(S3Object found) =>
    [
        Element("Key", found.Key),
        Element(
            "LastModified",
            found.LastModified.ToString("yyyy-MM-ddTHH:mm:ss.000Z", CultureInfo.InvariantCulture)),
        Element("ETag", found.ETag),
        Element("Size", found.Content.Length),
        Element("StorageClass", "STANDARD"),
    ];

    private Bucket BucketOf(AwsRequest request) => account.Buckets.Get(request["Bucket"]);

    private AwsResponse HeadBucket(AwsRequest request)
    {
        BucketOf(request);
        return AwsResponse.Empty(200) with
        {
            Headers = new Dictionary<string, string> { ["x-amz-bucket-region"] = account.Region },
        };
    }

    private AwsResponse ListObjects(AwsRequest request)
    {
        // The token is the last key of the previous page.
        var (page, last) = List(request, request.Optional("ContinuationToken") ?? request.Optional("StartAfter"));
        return AwsResponse.Xml(200, Element(
            "ListBucketResult",
            Element("Name", request["Bucket"]),
            Element("Prefix", request.Optional("Prefix")),
            Element("IsTruncated", last is not null),
            Element("KeyCount", page.Count),
            last is null ? null : Element("NextContinuationToken", last),
            page.Select(found => Element("Contents", Describe(found)))));
    }

    /// <summary>Lists versions. Without versioning, every object has one version with the id <c>null</c>.</summary>
    private AwsResponse ListVersions(AwsRequest request)
    {
        var (page, last) = List(request, request.Optional("KeyMarker"));
        return AwsResponse.Xml(200, Element(
            "ListVersionsResult",
            Element("Name", request["Bucket"]),
            Element("Prefix", request.Optional("Prefix")),
            Element("IsTruncated", last is not null),
            last is null ? null : Element("NextKeyMarker", last),
            last is null ? null : Element("NextVersionIdMarker", "null"),
            page.Select(found => Element(
                "Version",
                Describe(found),
                Element("VersionId", "null"),
                Element("IsLatest", true)))));
    }

    private (List<S3Object> Page, string? Last) List(AwsRequest request, string? after)
    {
        var found = BucketOf(request).Objects.Values
            .Where(candidate => candidate.Key.StartsWith(request.Optional("Prefix") ?? "", StringComparison.Ordinal))
            .Where(candidate => after is null || string.CompareOrdinal(candidate.Key, after) > 0)
            .ToList();
        var page = found.Take(request.Number("MaxKeys") ?? Page.DefaultLength).ToList();
        return (page, found.Count > page.Count ? page[^1].Key : null);
    }

    private AwsResponse PutObject(AwsRequest request)
    {
        var headers = request.Message.Headers;
        AwsException.Require(!headers.ContainsKey("x-amz-copy-source"), "The rehearsal does not copy objects.");
        var stored = new S3Object(
            request["Key"],
            request.Message.Content,
            headers.GetValueOrDefault("Content-Type", "binary/octet-stream"),
            headers
                .Where(header => header.Key.StartsWith(UserMetadata, StringComparison.OrdinalIgnoreCase))
                .ToDictionary(),
            DateTime.UtcNow);
        BucketOf(request).Objects[stored.Key] = stored;
        return AwsResponse.Empty(200) with { Headers = new Dictionary<string, string> { ["ETag"] = stored.ETag } };
    }

    private AwsResponse GetObject(AwsRequest request)
    {
        var found = BucketOf(request).Get(request["Key"]);
        return new(200, found.ContentType, found.Content)
        {
            Headers = new Dictionary<string, string>(found.Metadata)
            {
                ["ETag"] = found.ETag,
                ["Last-Modified"] = found.LastModified.ToString("R", CultureInfo.InvariantCulture),
            },
        };
    }

    private AwsResponse HeadObject(AwsRequest request)
    {
        var response = GetObject(request);
        return response with { Content = [], Length = response.Content.Length };
    }

    private AwsResponse DeleteObjects(AwsRequest request)
    {
        var keys = XDocument.Parse(Encoding.UTF8.GetString(request.Message.Content)).Descendants()
            .Where(element => element.Name.LocalName == "Key")
            .Select(element => element.Value)
            .ToList();
        AwsException.Require(
            keys.Count is >= 1 and <= 1000,
            "The XML you provided was not well-formed or did not validate against our published schema",
            "MalformedXML");
        keys.ForEach(key => BucketOf(request).Objects.Remove(key));
        return AwsResponse.Xml(200, Element(
            "DeleteResult",
            keys.Select(key => Element("Deleted", Element("Key", key)))));
    }
}
