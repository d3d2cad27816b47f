using Xunit.Abstractions;

[assembly: TestCollectionOrderer(
    "ServerlessProxy.Templates.Tests.LongestFirst",
    "ServerlessProxy.Templates.Tests")]

namespace ServerlessProxy.Templates.Tests;

/// <summary>Starts the longest test classes first, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        nameof(UpdateTests), nameof(VpcLinkTests), nameof(NativeTests), nameof(NameTests), nameof(SmokeTests),
        nameof(PackagedSecurityTests), nameof(UpdateRefusalTests), nameof(OptionTests),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Rank(collection.DisplayName));

    private static int Rank(string name)
    {
        var index = Array.FindIndex(Longest, longest => name.EndsWith($".{longest}", StringComparison.Ordinal));
        return index < 0 ? Longest.Length : index;
    }
}
