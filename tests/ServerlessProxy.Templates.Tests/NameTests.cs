using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Names that users choose.</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData("my-proxy", "my-proxy", "my_proxy")]
    [InlineData("My.Proxy", "my-proxy", "My.Proxy")]
    [InlineData("acme.GitHub-Webhook2Go", "acme-github-webhook2go", "acme.GitHub_Webhook2Go")]
    [InlineData("1proxy", "proxy-1proxy", "_1proxy")]
    [InlineData("_x_", "proxy-x", "_x_")]
    [InlineData("My Proxy", "my-proxy", "My_Proxy")]
    [InlineData("Ünï", "proxy-n", "Ünï")]
    [InlineData("class", "class", "_class")]
    [InlineData("acme.System.new", "acme-system-new", "acme.System._new")]
    [InlineData("Function", "function", "Function")]
    [InlineData("日本", "proxy", "日本")]
    public async Task Name_GivesCodeThatCompiles_AndAServiceThatOslsAccepts(string name, string service, string @namespace)
    {
        var scaffold = await Template.CreateAsync($"name-{service}-{name.Length}", name);
        Assert.Empty(ScaffoldFiles.FindLeftovers(scaffold));
        Assert.Contains($"namespace {@namespace};", await File.ReadAllTextAsync(scaffold.In("src", name, "Function.cs")), StringComparison.Ordinal);

        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        Assert.Equal(service, ScaffoldFiles.Yaml(yaml)["service"].ToString());

        // Its own check is what stops it: osls has taken the file as it is.
        var package = await (await scaffold.ServerlessAsync("package")).RunAsync();
        Assert.Contains("is the placeholder of the template", package.Output, StringComparison.Ordinal);

        // What analyzers say depends on no name, and takes half of the time.
        (await (await scaffold.DotnetAsync("build", "-m:1", "-p:RunAnalyzers=false", scaffold.Project("tests", ".Tests"))).RunAsync()).OrFail();
    }
}
