using System.Globalization;
using System.Xml.Linq;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.S3;

/// <summary>S3's lists of what is in a bucket.</summary>
/// <param name="buckets">The buckets.</param>
internal sealed class S3Lists(Buckets buckets)
{
    /// <summary>ListObjectsV2.</summary>
    public AwsResponse Objects(AwsRequest request)
    {
        // The token is the last key of the page before.
        var (page, truncated) = Page(request, request.Optional("ContinuationToken") ?? request.Optional("StartAfter"));
        return S3Xml.Answer("ListBucketResult",
            Head(request, truncated)
                .Append(S3Xml.Element("KeyCount", page.Count))
                .Append(truncated ? S3Xml.Element("NextContinuationToken", page[^1].Key) : null)
                .Concat(page.Select(found => S3Xml.Element("Contents", Describe(found)))));
    }

    /// <summary>ListObjectVersions: without versioning, every object has the one version <c>null</c>.</summary>
    public AwsResponse Versions(AwsRequest request)
    {
        var (page, truncated) = Page(request, request.Optional("KeyMarker"));
        return S3Xml.Answer("ListVersionsResult",
            Head(request, truncated)
                .Append(truncated ? S3Xml.Element("NextKeyMarker", page[^1].Key) : null)
                .Append(truncated ? S3Xml.Element("NextVersionIdMarker", "null") : null)
                .Concat(
                    page.Select(found =>
                        S3Xml.Element(
                            "Version",
                            Describe(found)
                                .Append(S3Xml.Element("VersionId", "null"))
                                .Append(S3Xml.Element("IsLatest", true))))));
    }

    private static IEnumerable<XElement?> Head(AwsRequest request, bool truncated) =>
        [
            S3Xml.Element("Name", request["Bucket"]),
            S3Xml.Element("Prefix", request.Optional("Prefix")),
            S3Xml.Element("IsTruncated", truncated),
        ];

    private static IEnumerable<XElement> Describe(S3Object found) =>
        [
            S3Xml.Element("Key", found.Key),
            S3Xml.Element(
                "LastModified",
                found.LastModified.ToString("yyyy-MM-ddTHH:mm:ss.000Z", CultureInfo.InvariantCulture)),
            S3Xml.Element("ETag", found.ETag),
            S3Xml.Element("Size", found.Content.Length),
            S3Xml.Element("StorageClass", "STANDARD"),
        ];

    private (List<S3Object> Page, bool Truncated) Page(AwsRequest request, string? after)
    {
        var found = buckets.Get(request["Bucket"]).Objects.Values
            .Where(candidate => candidate.Key.StartsWith(request.Optional("Prefix") ?? "", StringComparison.Ordinal))
            .Where(candidate => after is null || string.CompareOrdinal(candidate.Key, after) > 0)
            .ToList();
        var length = request.Number("MaxKeys") ?? Protocol.Page.DefaultLength;
        return (found.Take(length).ToList(), found.Count > length);
    }
}
