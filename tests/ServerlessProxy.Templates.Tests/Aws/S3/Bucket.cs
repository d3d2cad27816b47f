namespace ServerlessProxy.Templates.Tests.Aws.S3;

/// <summary>A bucket without versioning.</summary>
/// <param name="name">Its name.</param>
internal sealed class Bucket(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What is in it, by key.</summary>
    public SortedDictionary<string, S3Object> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>The object with this key.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public S3Object Get(string key) =>
        Objects.TryGetValue(key, out var found)
            ? found
            : throw new AwsException(404, "NoSuchKey", "The specified key does not exist.");
}
