using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.S3;

/// <summary>The account's buckets.</summary>
internal sealed partial class Buckets
{
    private readonly Dictionary<string, Bucket> buckets = [];

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Bucket> All => buckets.Values;

    /// <summary>The bucket of this name.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public Bucket Get(string name) =>
        buckets.TryGetValue(name, out var bucket)
            ? bucket
            : throw new AwsException(404, "NoSuchBucket", "The specified bucket does not exist");

    /// <summary>Makes one.</summary>
    /// <exception cref="AwsException">The name is taken, or is none.</exception>
    public Bucket Create(string name)
    {
        if (!BucketName().IsMatch(name))
        {
            throw new AwsException(400, "InvalidBucketName", "The specified bucket is not valid.");
        }

        var bucket = new Bucket(name);
        return buckets.TryAdd(name, bucket) ? bucket : throw AwsException.AlreadyExists("AWS::S3::Bucket", name);
    }

    /// <summary>Deletes one.</summary>
    /// <exception cref="AwsException">Something is in it.</exception>
    public void Delete(string name)
    {
        if (Get(name).Objects.Count > 0)
        {
            throw new AwsException(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
        }

        buckets.Remove(name);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();
}
