using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>What <c>docs/</c> says: every command is run here or says that it needs an AWS account, and what it names is there.</summary>
public sealed partial class DocumentationTests
{
    /// <summary>What each block of README.md is run by, by its first words.</summary>
    private static readonly Dictionary<string, string> OfReadme = new()
    {
        ["dotnet new install ."] = nameof(QuickStartTests),
        ["npm start"] = "CI",
        ["dotnet new serverless-proxy --name"] = nameof(VpcLinkTests),
        ["node -e '"] = nameof(ManyTests),
        ["npm test"] = "CI",
    };

    public static TheoryData<string> Pages => [.. DocumentationPage.All.Select(page => page.File)];

    public static TheoryData<string> Linked => [.. DocumentationPage.All.Select(page => page.File), "README.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Commands_Run_OrSayThatTheyNeedAnAwsAccount(string file)
    {
        var page = new DocumentationPage(file);
        Assert.All(page.Blocks, block => Assert.Contains(block.Language, new[] { "sh", "text", "json", "yaml", "diff", "" }));

        // Nothing that a test can run hides behind the mark.
        Assert.All(page.Blocks.Where(block => block is { Language: "sh", IsMarked: true }), block => Assert.Matches(@"(?m)^.*\b(aws|gh) |npm run (deploy|smoke)", block.Text));
        if (!page.Blocks.Any(block => block is { Language: "sh", IsMarked: false }))
        {
            return;
        }

        var output = (await DocumentationRun.OfAsync(page)).Output.Split('\n').Select(line => line.TrimEnd()).ToList();
        foreach (var line in Expected(page))
        {
            Assert.Contains(output, said => Regex.IsMatch(said, "^" + Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal) + "$"));
        }
    }

    [Fact]
    public void CommandsOfTheReadme_AreRun() => Assert.Equal(
        OfReadme.Keys,
        new DocumentationPage("README.md").Blocks.Where(block => block.Language == "sh").Select(block => string.Join(' ', block.Text.Split('\n')[0].Split(' ').Take(4))));

    /// <summary>What commands that nobody can run here name, in the stacks that the page's own commands made. (Troubleshooting names those of the quick start.)</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Names_AreThoseOfTheStacks(string file)
    {
        var page = new DocumentationPage(file);
        var commands = string.Concat(page.Blocks.Where(block => block is { Language: "sh", IsMarked: true }).Select(block => block.Text));
        var named = Named().Matches(commands).Select(name => (Kind: name.Groups["kind"].Value, Name: name.Groups["name"].Value)).Distinct().ToList();
        if (named.Count == 0)
        {
            return;
        }

        var stacks = page.Blocks.Any(block => block is { Language: "sh", IsMarked: false })
            ? (await DocumentationRun.OfAsync(page)).Stacks().Select(stack => JsonNode.Parse(File.ReadAllText(stack))!).ToList()
            : [await PackagedAsync()];
        var resources = stacks.SelectMany(stack => stack["Resources"]!.AsObject()).ToList();
        var there = resources.Select(resource => ("--logical-resource-id ", resource.Key))
            .Concat(stacks.SelectMany(stack => stack["Outputs"]!.AsObject()).Select(output => ("OutputKey=='", output.Key)))
            .Concat(Values("LogGroupName").Select(name => ("aws logs tail ", name)))
            .Concat(Values("FunctionName").SelectMany(name => new[] { ("--function-name ", name), ("--stack-name ", name[..name.LastIndexOf('-')]) }))
            .ToHashSet();
        Assert.All(named, name => Assert.Contains(name, there));

        IEnumerable<string> Values(string property) => resources.Select(resource => (resource.Value!["Properties"]?[property] as JsonValue)?.ToString()).OfType<string>();
    }

    [Theory]
    [MemberData(nameof(Linked))]
    public void Links_LeadToFilesAndHeadings(string file)
    {
        var page = new DocumentationPage(file);
        foreach (var link in page.Links.Where(link => !link.Contains("://", StringComparison.Ordinal)))
        {
            var (path, anchor) = (link.Split('#')[0], link.Split('#').ElementAtOrDefault(1));
            var target = path.Length == 0 ? file : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, path))).Replace('\\', '/');
            Assert.True(File.Exists(Repository.In(target)) || Directory.Exists(Repository.In(target)), $"{file}: {link}");
            if (anchor is not null)
            {
                Assert.Contains(anchor, new DocumentationPage(target).Anchors);
            }
        }
    }

    /// <summary>The pages name tests as what holds a claim.</summary>
    [Fact]
    public void Tests_ThatPagesName_AreThere()
    {
        var sources = new[] { Repository.In("tests"), Repository.In("content", "tests") }.SelectMany(folder => Directory.GetFiles(folder, "*Tests.cs", SearchOption.AllDirectories)).ToLookup(Path.GetFileNameWithoutExtension, File.ReadAllText);
        var named = DocumentationPage.All.SelectMany(page => TestName().Matches(page.Text)).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(sources[name.Groups["class"].Value], source => source.Contains($" {name.Groups["method"].Value}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Readme_LinksEveryPage() => Assert.All(
        DocumentationPage.All,
        page => Assert.Contains($"({page.File})", File.ReadAllText(Repository.In("README.md")), StringComparison.Ordinal));

    /// <summary>The lines that a page shows as the output of what stands before them.</summary>
    private static IEnumerable<string> Expected(DocumentationPage page) =>
        page.Blocks.Zip(page.Blocks.Skip(1))
            .Where(pair => pair is { First: { Language: "sh", IsMarked: false }, Second.Language: "text" })
            .SelectMany(pair => pair.Second.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static async Task<JsonNode> PackagedAsync()
    {
        var scaffold = await Template.CreateAsync("docs-names", "my-proxy", Template.Working);
        (await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync()).OrFail();
        return scaffold.CloudFormation();
    }

    [GeneratedRegex(@"(?<kind>--logical-resource-id |OutputKey=='|aws logs tail |--function-name |--stack-name )(?<name>[\w/][\w/-]*)")]
    private static partial Regex Named();

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex TestName();
}
