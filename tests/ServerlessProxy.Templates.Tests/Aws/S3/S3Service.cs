using System.Globalization;
using System.Xml.Linq;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.S3;

/// <summary>Amazon S3: objects in buckets that stacks have made, addressed by path.</summary>
internal sealed class S3Service : AwsService
{
    private const string UserMetadata = "x-amz-meta-";

    private readonly AwsAccount account;

    /// <summary>The service of an account.</summary>
    public S3Service(AwsAccount account)
        : base("s3", ServiceModel.Load("s3-2006-03-01"))
    {
        this.account = account;
        var lists = new S3Lists(account.Buckets);
        Serve("HeadBucket", HeadBucket);
        Serve("GetBucketLocation", request => Found(request, _ => S3Xml.Answer("LocationConstraint", account.Region)));
        Serve("ListObjectsV2", lists.Objects);
        Serve("ListObjectVersions", lists.Versions);
        Serve("PutObject", PutObject);
        Serve("HeadObject", request => Describe(Get(request), request) is var answer ? answer with { Content = [], Length = answer.Content.Length } : answer);
        Serve("GetObject", request => Describe(Get(request), request));
        Serve("DeleteObject", DeleteObject);
        Serve("DeleteObjects", DeleteObjects);
    }

    /// <inheritdoc/>
    public override AwsRequest? Read(HttpMessage message) =>
        Model.Find(message) is { } operation ? new AwsRequest(operation, operation.Parameters(message), message) : null;

    /// <inheritdoc/>
    public override AwsResponse Refuse(AwsException error) =>
        AwsResponse.Xml(
            error.Status,
            new XElement(
                "Error",
                new XElement("Code", error.Code),
                new XElement("Message", error.Message),
                new XElement("RequestId", AwsName.Id(16))));

    private static AwsResponse Describe(S3Object found, AwsRequest request) =>
        new(request.Operation.Status, found.ContentType, found.Content)
        {
            Headers = new Dictionary<string, string>(found.Metadata)
            {
                ["ETag"] = found.ETag,
                ["Last-Modified"] = found.LastModified.ToString("R", CultureInfo.InvariantCulture),
            },
        };

    private S3Object Get(AwsRequest request) => account.Buckets.Get(request["Bucket"]).Get(request["Key"]);

    private AwsResponse Found(AwsRequest request, Func<Bucket, AwsResponse> answer) =>
        answer(account.Buckets.Get(request["Bucket"]));

    private AwsResponse HeadBucket(AwsRequest request) =>
        Found(
            request,
            _ =>
                AwsResponse.Empty(200) with
                {
                    Headers = new Dictionary<string, string> { ["x-amz-bucket-region"] = account.Region },
                });

    private AwsResponse PutObject(AwsRequest request) => Found(request, bucket =>
    {
        var headers = request.Message.Headers;
        if (headers.ContainsKey("x-amz-copy-source"))
        {
            throw new AwsException(501, "NotImplemented", "The rehearsal copies no objects.");
        }

        var stored = new S3Object(
            request["Key"],
            request.Message.Content,
            headers.GetValueOrDefault("Content-Type", "binary/octet-stream"),
            headers
                .Where(header => header.Key.StartsWith(UserMetadata, StringComparison.OrdinalIgnoreCase))
                .ToDictionary(),
            DateTime.UtcNow);
        bucket.Objects[stored.Key] = stored;
        return AwsResponse.Empty(200) with
        {
            Headers = new Dictionary<string, string> { ["ETag"] = stored.ETag },
        };
    });

    private AwsResponse DeleteObject(AwsRequest request) => Found(request, bucket =>
    {
        bucket.Objects.Remove(request["Key"]);
        return AwsResponse.Empty(204);
    });

    private AwsResponse DeleteObjects(AwsRequest request) =>
        Found(
            request,
            bucket =>
            {
                var keys = S3Xml.Keys(request.Message.Content);
                if (keys.Count is 0 or > 1000)
                {
                    throw new AwsException(
                        400,
                        "MalformedXML",
                        "The XML you provided was not well-formed or did not validate against our published schema");
                }

                keys.ForEach(key => bucket.Objects.Remove(key));
                return S3Xml.Answer("DeleteResult", keys.Select(key => S3Xml.Element("Deleted", S3Xml.Element("Key", key))));
            });
}
