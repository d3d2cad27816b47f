using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>Attributes of something whose attributes are not known here: each has a value that tells which it is.</summary>
/// <param name="id">The resource's id.</param>
internal sealed class AnyAttribute(string id) : IReadOnlyDictionary<string, string>
{
    /// <inheritdoc/>
    public IEnumerable<string> Keys => [];

    /// <inheritdoc/>
    public IEnumerable<string> Values => [];

    /// <inheritdoc/>
    public int Count => 0;

    /// <inheritdoc/>
    public string this[string key] => $"{id}.{key}";

    /// <inheritdoc/>
    public bool ContainsKey(string key) => true;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        value = this[key];
        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        Enumerable.Empty<KeyValuePair<string, string>>().GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
