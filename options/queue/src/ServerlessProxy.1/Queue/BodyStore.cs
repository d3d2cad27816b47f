using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ServerlessProxy;

/// <summary>The bodies that do not fit into a message. Region, credentials and <c>AWS_ENDPOINT_URL_S3</c> come from the environment, as they do for <see cref="RequestMessages"/>.</summary>
/// <param name="bucket">The bucket's name.</param>
public sealed class BodyStore(string bucket) : IDisposable
{
    /// <summary>Where in the bucket they are.</summary>
    private const string Prefix = "bodies/";

    private readonly AmazonS3Client client = new(new AmazonS3Config
    {
        Timeout = TimeSpan.FromSeconds(5),
        MaxErrorRetry = 2,

        // An endpoint of a VPC has no name for every bucket.
        ForcePathStyle = true,
    });

    /// <summary>Stores a body.</summary>
    /// <returns>Its key.</returns>
    public async Task<string> PutAsync(byte[] body, CancellationToken cancellationToken)
    {
        // A repeated request has a body of its own: the first one's may be in use, or gone. What no message names, the bucket's lifecycle takes away.
        var key = $"{Prefix}{Guid.NewGuid():N}";
        using var stream = new MemoryStream(body);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = stream, UseChunkEncoding = false }, cancellationToken);
        return key;
    }

    /// <summary>Fetches a body.</summary>
    /// <exception cref="UnreadableMessageException">There is none.</exception>
    public async Task<byte[]> GetAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetObjectAsync(bucket, key, cancellationToken);
            using var body = new MemoryStream((int)answer.ContentLength);
            await answer.ResponseStream.CopyToAsync(body, cancellationToken);
            return body.ToArray();
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw new UnreadableMessageException("the body is no longer in the bucket", exception);
        }
    }

    /// <summary>Takes a body away.</summary>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => client.DeleteObjectAsync(bucket, key, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
