using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.S3;

/// <summary>Stores an account's buckets.</summary>
internal sealed partial class Buckets
{
    private readonly Dictionary<string, Bucket> buckets = [];

    public IReadOnlyCollection<Bucket> All => buckets.Values;

    /// <summary>Returns the bucket with a name.</summary>
    /// <exception cref="AwsException">The bucket does not exist.</exception>
    public Bucket Get(string name) =>
        buckets.GetValueOrDefault(name)
        ?? throw new AwsException(404, "NoSuchBucket", "The specified bucket does not exist");

    /// <summary>Creates a bucket.</summary>
    /// <exception cref="AwsException">The name is in use or invalid.</exception>
    public Bucket Create(string name)
    {
        AwsException.Require(BucketName().IsMatch(name), "The specified bucket is not valid.", "InvalidBucketName");
        var bucket = new Bucket(name);
        return buckets.TryAdd(name, bucket) ? bucket : throw AwsException.AlreadyExists("AWS::S3::Bucket", name);
    }

    /// <summary>Deletes a bucket.</summary>
    /// <exception cref="AwsException">The bucket contains objects.</exception>
    public void Delete(string name)
    {
        AwsException.Require(
            Get(name).Objects.Count == 0,
            "The bucket you tried to delete is not empty",
            "BucketNotEmpty",
            409);
        buckets.Remove(name);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();
}

/// <summary>Represents a bucket without versioning.</summary>
internal sealed class Bucket(string name)
{
    public string Name { get; } = name;
    public SortedDictionary<string, S3Object> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Returns the object with a key.</summary>
    /// <exception cref="AwsException">The object does not exist.</exception>
    public S3Object Get(string key) =>
        Objects.GetValueOrDefault(key)
        ?? throw new AwsException(404, "NoSuchKey", "The specified key does not exist.");
}

/// <summary>Represents an object in a bucket.</summary>
/// <param name="Metadata">The headers that start with <c>x-amz-meta-</c>.</param>
internal sealed record S3Object(
    string Key,
    byte[] Content,
    string ContentType,
    IReadOnlyDictionary<string, string> Metadata,
    DateTime LastModified)
{
#pragma warning disable CA5351 // S3 uses MD5, and not for security.
    /// <summary>The MD5 hash of the content, in quotes.</summary>
    public string ETag { get; } = $"\"{Convert.ToHexString(MD5.HashData(Content)).ToLowerInvariant()}\"";
#pragma warning restore CA5351
}
