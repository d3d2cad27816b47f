namespace ServerlessProxy.Templates.Tests.Aws.Lambda;

/// <summary>A deployment package.</summary>
/// <param name="Bucket">The bucket that it came from.</param>
/// <param name="Key">Its key there.</param>
/// <param name="Sha256">Its SHA-256, in Base64.</param>
/// <param name="Size">How many bytes it has.</param>
internal sealed record CodeLocation(string Bucket, string Key, string Sha256, long Size);
