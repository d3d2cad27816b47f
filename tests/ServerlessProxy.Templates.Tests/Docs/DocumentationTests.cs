using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Tests that every command in the pages of <c>docs/</c> runs or is marked as needing an AWS account, and that
/// every link, test and resource that a page names exists.</summary>
public sealed partial class DocumentationTests
{
    /// <summary>The test that runs each block of README.md, by the first words of the block.</summary>
    private static readonly Dictionary<string, string> OfReadme = new()
    {
        ["dotnet new install ."] = nameof(QuickStartTests),
        ["npm start"] = "CI",
    };

    private const string ForwarderTests = "tests/ServerlessProxy.Forwarder.Tests/README.md";

    private static readonly string[] Languages = ["sh", "powershell", "text", "json", "yaml", "diff", ""];

    public static TheoryData<string> Pages => [.. DocumentationPage.All.Select(page => page.File)];

    public static TheoryData<string> Linked =>
        [
            .. DocumentationPage.All.Select(page => page.File), "README.md", "DEVELOPMENT.md", "CHANGELOG.md",
            "CONTRIBUTING.md", "SECURITY.md", "bench/README.md", ForwarderTests,
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Commands_Run_OrSayThatTheyNeedAnAwsAccount(string file)
    {
        var page = new DocumentationPage(file);
        Assert.All(page.Blocks, block => Assert.Contains(block.Language, Languages));

        // A block that a test can run has no mark.
        Assert.All(
            page.Blocks.Where(block => block is { Language: "sh", IsMarked: true }),
            block => Assert.Matches(@"(?m)^.*\b(aws|gh) |npm run (deploy|smoke)", block.Text));
        if (!page.Blocks.Any(block => block is { Language: "sh", IsMarked: false }))
        {
            return;
        }

        var output = (await DocumentationRun.OfAsync(page)).Output.Split('\n').Select(line => line.TrimEnd()).ToList();
        foreach (var line in Expected(page))
        {
            var pattern = "^" + Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal) + "$";
            Assert.Contains(output, said => Regex.IsMatch(said, pattern));
        }
    }

    [Fact]
    public void CommandsOfTheReadme_AreRun() => Assert.Equal(
        OfReadme.Keys,
        new DocumentationPage("README.md").Blocks
            .Where(block => block.Language == "sh")
            .Select(block => string.Join(' ', block.Text.Split('\n')[0].Split(' ').Take(4))));

    /// <summary>Tests that commands which need an AWS account name resources of the stacks that the page's own commands
    /// package. (Troubleshooting names those of the quick start.)</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Names_AreThoseOfTheStacks(string file)
    {
        var page = new DocumentationPage(file);
        var commands = string.Concat(
            page.Blocks.Where(block => block is { Language: "sh", IsMarked: true }).Select(block => block.Text));
        var named = Named().Matches(commands)
            .Select(name => (Kind: name.Groups["kind"].Value, Name: name.Groups["name"].Value))
            .Distinct()
            .ToList();
        if (named.Count == 0)
        {
            return;
        }

        var stacks = page.Blocks.Any(block => block is { Language: "sh", IsMarked: false })
            ? (await DocumentationRun.OfAsync(page)).Stacks()
                .Select(stack => JsonNode.Parse(File.ReadAllText(stack))!)
                .ToList()
            : [await PackagedAsync()];
        var resources = stacks.SelectMany(stack => stack["Resources"]!.AsObject()).ToList();
        var there = resources.Select(resource => ("--logical-resource-id ", resource.Key))
            .Concat(
                stacks.SelectMany(stack => stack["Outputs"]!.AsObject()).Select(output => ("OutputKey=='", output.Key)))
            .Concat(Values("LogGroupName").Select(name => ("aws logs tail ", name)))
            .Concat(Values("FunctionName").Select(name => ("--function-name ", name)))
            .Concat(Values("FunctionName").Select(name => ("--stack-name ", name[..name.LastIndexOf('-')])))
            .ToHashSet();
        Assert.All(named, name => Assert.Contains(name, there));

        IEnumerable<string> Values(string property) =>
            resources
                .Select(resource => (resource.Value!["Properties"]?[property] as JsonValue)?.ToString())
                .OfType<string>();
    }

    [Theory]
    [MemberData(nameof(Linked))]
    public void Links_LeadToFilesAndHeadings(string file)
    {
        var page = new DocumentationPage(file);
        foreach (var link in page.Links.Where(link => !link.Contains("://", StringComparison.Ordinal)))
        {
            var (path, anchor) = (link.Split('#')[0], link.Split('#').ElementAtOrDefault(1));
            var full = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, path));
            var target = path.Length == 0 ? file : Path.GetRelativePath(Repository.Root, full).Replace('\\', '/');
            Assert.True(Path.Exists(Repository.In(target)), $"{file}: {link}");
            if (anchor is not null)
            {
                Assert.Contains(anchor, new DocumentationPage(target).Anchors);
            }
        }
    }

    [Fact]
    public void Tests_ThatPagesName_Exist()
    {
        var sources = TestSource.All.ToLookup(source => source.Class, source => source.Text);
        var named = DocumentationPage.All
            .Append(new DocumentationPage(ForwarderTests))
            .SelectMany(page => TestName().Matches(page.Text))
            .ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(
            sources[name.Groups["class"].Value],
            source => source.Contains($" {name.Groups["method"].Value}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Readme_LinksEveryPage() => Assert.All(
        DocumentationPage.All,
        page => Assert.Contains($"({page.File})", new DocumentationPage("README.md").Text, StringComparison.Ordinal));

    /// <summary>Returns the lines that a page shows as the output of the commands before them.</summary>
    private static IEnumerable<string> Expected(DocumentationPage page) =>
        page.Blocks.Zip(page.Blocks.Skip(1))
            .Where(pair => pair.First is { Language: "sh", IsMarked: false })
            .Where(pair => pair.Second is { Language: "text", Info: "" })
            .SelectMany(pair => pair.Second.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static async Task<JsonNode> PackagedAsync()
    {
        var scaffold = await Template.CreateAsync("docs-names", "my-proxy", Template.Working);
        (await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync()).OrFail();
        return scaffold.CloudFormation();
    }

    [GeneratedRegex(
        "(?<kind>--logical-resource-id |OutputKey=='|aws logs tail |--function-name |--stack-name )"
        + @"(?<name>[\w/][\w/-]*)")]
    private static partial Regex Named();

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex TestName();
}
