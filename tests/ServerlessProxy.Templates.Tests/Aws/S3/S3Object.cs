using System.Security.Cryptography;

namespace ServerlessProxy.Templates.Tests.Aws.S3;

/// <summary>An object in a bucket.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Metadata">The user's own: headers <c>x-amz-meta-*</c>, by their whole names.</param>
/// <param name="LastModified">When it was put, in UTC.</param>
internal sealed record S3Object(
    string Key,
    byte[] Content,
    string ContentType,
    IReadOnlyDictionary<string, string> Metadata,
    DateTime LastModified)
{
#pragma warning disable CA5351 // S3's own choice, and no secret depends on it.
    /// <summary>The MD5 of the content, in quotes.</summary>
    public string ETag { get; } = $"\"{Convert.ToHexString(MD5.HashData(Content)).ToLowerInvariant()}\"";
#pragma warning restore CA5351
}
