using System.Text.RegularExpressions;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Tests that <c>docs/contract.md</c> lists the same rules as the names of the tests.</summary>
public sealed partial class ContractTests
{
    [Fact]
    public void Rules_AreThoseThatTestNamesStartWith()
    {
        var rules = Rule().Matches(new DocumentationPage("docs/contract.md").Text).Select(Number).ToList();
        var tested = TestSource.All
            .SelectMany(source => TestOfARule().Matches(source.Text))
            .Select(Number)
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(rules.Distinct().Order(StringComparer.Ordinal), rules);
        Assert.Equal(tested, rules);
    }

    private static string Number(Match match) => match.Groups["number"].Value;

    [GeneratedRegex(@"^- \*\*(?<number>[FQ]\d\d)\b", RegexOptions.Multiline)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\s(?<number>[FQ]\d\d)_\w+\(")]
    private static partial Regex TestOfARule();
}
