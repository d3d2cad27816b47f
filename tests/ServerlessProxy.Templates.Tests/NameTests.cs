using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Names that users choose.</summary>
public sealed class NameTests
{
    private static readonly Lazy<Task<NamedScaffolds>> Shared = new(() => NamedScaffolds.BuildAsync(Names.Select<object[], string>(row => (string)row[0])));

    /// <summary>The name, and the service's.</summary>
    public static TheoryData<string, string> Names => new()
    {
        { "my-proxy", "my-proxy" },
        { "My.Proxy", "my-proxy" },
        { "acme.GitHub-Webhook2Go", "acme-github-webhook2go" },
        { "1proxy", "proxy-1proxy" },
        { "_x_", "proxy-x" },
        { "My Proxy", "my-proxy" },
        { "Ünï", "proxy-n" },
        { "class", "class" },
        { "acme.System.new", "acme-system-new" },
        { "Function", "function" },
        { "日本", "proxy" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Name_GivesCodeThatCompiles_AndAServiceThatOslsAccepts(string name, string service)
    {
        var scaffold = (await Shared.Value).Of(name);
        Assert.Empty(ScaffoldFiles.FindLeftovers(scaffold));
        Assert.Contains("namespace ServerlessProxy;", await File.ReadAllTextAsync(scaffold.In("src", name, "Function.cs")), StringComparison.Ordinal);

        Assert.Equal(name, Answers.Of(scaffold).Name);

        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        Assert.Equal(service, ScaffoldFiles.Yaml(yaml)["service"].ToString());

        // Its own check is what stops it: osls has taken the file as it is.
        var package = await (await scaffold.ServerlessAsync("package")).RunAsync();
        Assert.Contains("is the placeholder of the template", package.Output, StringComparison.Ordinal);

        Assert.True(
            File.Exists(Path.Combine(scaffold.Project("tests", ".Tests"), "bin", "Debug", "net8.0", $"{name}.Tests.dll")),
            (await Shared.Value).Output);
    }
}
