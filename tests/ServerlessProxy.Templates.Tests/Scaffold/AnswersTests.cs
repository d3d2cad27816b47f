using System.Text.Json;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks that a scaffold can be generated again from its recorded options.</summary>
public sealed class AnswersTests
{
    /// <summary>A case's name, and the template's options.</summary>
    public static TheoryData<string, string[]> Cases => new()
    {
        { "defaults", [] },
        { "address", Template.Working },
        {
            "http",
            [
                .. Template.Working, "--api-type", "http", "--framework", "net10.0", "--hosting", "native",
                "--architecture", "arm64",
            ]
        },
        {
            "jwt",
            [
                "--api-type", "http", "--auth", "jwt", "--jwt-issuer", "https://issuer.example/", "--jwt-audience",
                "one, other",
            ]
        },
        {
            "github",
            [
                .. Template.Working, "--auth", "github", "--region", "us-east-1", "--backend-cidr",
                "10.7.0.0/16,fd00:7::/64",
            ]
        },
        { "wide", ["--url", "http://jenkins.internal", "--backend-cidr", "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16"] },
        { "flags", [.. Template.Working, "--private-ca", "--dashboard", "--waf", "--budget", "--snapstart"] },
        { "slashes", ["--path", "//hooks/ci/"] },
        { "empty", ["--path", "/", "--vpc-id", ""] },
        {
            "texts",
            [
                "--url=--http://\"quoted\"/\\back\tünï {{x}} ${y} # z", "--subnet-ids=@file", "--vpc-id=-",
                "--region='",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Answers_GenerateTheSameScaffold(string test, string[] options)
    {
        var first = await Template.CreateAsync($"answers-{test}", "my-proxy", options);
        var second = await Template.CreateAsync($"answers-{test}-again", "my-proxy", Answers.Of(first).Arguments);
        Assert.Equal(ScaffoldFiles.List(first), ScaffoldFiles.List(second));
        Assert.All(
            ScaffoldFiles.List(first),
            file => Assert.Equal(File.ReadAllText(first.In(file)), File.ReadAllText(second.In(file))));
    }

    /// <summary>Defaults that change in a later version do not change existing proxies.</summary>
    [Fact]
    public async Task Answers_ContainTheValuesOfTheDefaults()
    {
        var rest = Answers.Of(await Template.CreateAsync("answers-rest", "my-proxy", "--url", "http://10.0.12.5:8080"));
        Assert.Equal("my-proxy", rest.Name);
        Assert.Equal("http://10.0.12.5:8080", rest.Options["url"]);
        Assert.Equal(("rest", "api-key"), (rest.Options["api-type"], rest.Options["auth"]));
        Assert.Equal("10.0.12.5/32", rest.Options["backend-cidr"]);
        Assert.Equal(
            ("net8.0", "managed", "x86_64"),
            (rest.Options["framework"], rest.Options["hosting"], rest.Options["architecture"]));
        Assert.Equal(("eu-west-1", "forward"), (rest.Options["region"], rest.Options["path"]));
        Assert.Equal("direct", rest.Options["delivery"]);

        var http = Answers.Of(await Template.CreateAsync("answers-http", "my-proxy", "--api-type", "http"));
        Assert.Equal("iam", http.Options["auth"]);
        Assert.Equal("10.0.0.0/8,172.16.0.0/12,192.168.0.0/16", http.Options["backend-cidr"]);
    }

    /// <summary>Options that a team did not choose are not recorded.</summary>
    [Theory]
    [InlineData]
    [InlineData("private-ca")]
    [InlineData("dashboard", "waf")]
    [InlineData("budget", "snapstart")]
    public async Task Answers_ContainOnlyChosenFlags(params string[] flags)
    {
        var options = flags.Select(flag => $"--{flag}").ToArray();
        var answers = Answers.Of(await Template.CreateAsync($"answers-{string.Join('-', flags)}", "my-proxy", options));
        string[] all = ["private-ca", "dashboard", "waf", "budget", "snapstart"];
        Assert.Equal(flags, answers.Options.Keys.Where(all.Contains));
        Assert.All(flags, flag => Assert.Equal("true", answers.Options[flag]));
        Assert.False(answers.Options.ContainsKey("jwt-issuer"));
    }

    [Fact]
    public void Answers_ContainEveryOption()
    {
        using var host = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(ScaffoldFiles.Template, "dotnetcli.host.json")));
        var options = host
            .RootElement.GetProperty("symbolInfo")
            .EnumerateObject()
            .Select(symbol => symbol.Value.GetProperty("longName").GetString()!);
        var recorded = Answers.Parse(File.ReadAllText(Repository.In("content", Answers.File))).Options.Keys;
        Assert.Equal(options.Order(StringComparer.Ordinal), recorded.Order(StringComparer.Ordinal));
    }
}
