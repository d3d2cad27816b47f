using System.Text.Json.Nodes;
using ServerlessProxy.Eng;
using YamlDotNet.RepresentationModel;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks values with a special meaning in a file format, in a shell or in the Serverless Framework.</summary>
public sealed class HostileValueTests
{
    /// <summary>The setting for each option.</summary>
    private static readonly Dictionary<string, string> Options = new()
    {
        ["url"] = "url",
        ["vpc-id"] = "vpcId",
        ["subnet-ids"] = "subnetIds",
        ["path"] = "path",
        ["backend-cidr"] = "backendCidrs",
        ["jwt-issuer"] = "jwtIssuer",
        ["jwt-audience"] = "jwtAudience",
    };

    /// <summary>Options that determine which text options a scaffold has.</summary>
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["github"] = ["--auth", "github"],
        ["jwt"] = ["--api-type", "http", "--auth", "jwt"],
    };

    private static readonly string[] Texts =
    [
        "a\"b", "a'b", "$(touch PWNED)", "`touch PWNED`", "a\nb", "#if (UseRest)", "a: b # c", "-->", "</x>", "\\",
        "{{x}}", "${env:HOME}",
    ];

    /// <summary>Texts that look like variables of the framework, which would resolve the first three.</summary>
    private static readonly string[] Variables =
    [
        "http://x/${env:HOME}", "http://x/$${env:HOME}", "${self:service}${env:HOME}", @"\${env:HOME}",
        @"\\$${env:HOME}", "${", "$${a", "a$",
    ];

    public static TheoryData<string, string> Values => Rows(Kinds.Keys, Texts);

    public static TheoryData<string, string> VariableValues => Rows(["jwt"], Variables);

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Value_ChangesOnlyItsSettings(string kind, string value)
    {
        var plain = await Template.CreateAsync($"hostile-{kind}", "my-proxy", Kinds[kind]);
        var scaffold = await CreateAsync(kind, value, [$"--region={value}"]);

        ScaffoldFiles.Parse(scaffold);
        Assert.Equal(ScaffoldFiles.List(plain), ScaffoldFiles.List(scaffold));
        Assert.Equal(
            [Answers.File, "serverless.yml"],
            ScaffoldFiles.List(plain)
                .Where(file => File.ReadAllText(plain.In(file)) != File.ReadAllText(scaffold.In(file))));
        var recorded = Options.Where(option => SettingsOf(kind).Contains(option.Value)).Select(option => option.Key);
        Assert.All(recorded.Append("region"), option => Assert.Equal(value, Answers.Of(scaffold).Options[option]));

        // A variable is escaped in the file. The next test compares the resolved value.
        if (!value.Contains("${", StringComparison.Ordinal))
        {
            var yaml = ScaffoldFiles.Yaml(await File.ReadAllTextAsync(scaffold.In("serverless.yml")));
            Assert.Equal(value, yaml["provider"]["region"].ToString());
            var settings = (YamlMappingNode)yaml["params"]["default"];
            Assert.All(SettingsOf(kind), setting => Assert.Equal(value, settings[setting].ToString()));
        }
    }

    [Theory]
    [MemberData(nameof(VariableValues))]
    public async Task Variable_IsNotResolved(string kind, string value)
    {
        var scaffold = await CreateAsync(kind, value, []);
        var printed = (await (await scaffold.ServerlessAsync("print", "--format", "json")).RunAsync()).OrFail().Output;
        var configuration = JsonNode.Parse(printed[printed.IndexOf('{', StringComparison.Ordinal)..])!;

        var settings = configuration["custom"]!["proxy"]!;
        Assert.All(SettingsOf(kind), setting => Assert.Equal(value, (string?)settings[setting]));
        var audience = configuration["provider"]!["httpApi"]!["authorizers"]!["jwt"]!["audience"];
        Assert.Equal(value, (string?)((audience as JsonArray)?.Single() ?? audience));
    }

    [Fact]
    public async Task Variable_OfTheUrl_IsPackagedLiterally()
    {
        const string url = "http://10.0.12.5:8080/${env:HOME}/$${self:service}";
        string[] options = [.. Template.Working[2..], $"--url={url}", "--backend-cidr=10.0.12.5/32"];
        var scaffold = await Template.CreateAsync("hostile-package", "my-proxy", options);
        (await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync()).OrFail();
        var function = scaffold.CloudFormation()["Resources"]!["ForwardLambdaFunction"]!["Properties"]!;
        Assert.Equal(url, (string?)function["Environment"]!["Variables"]!["BACKEND_URL"]);
    }

    [Fact]
    public async Task Variable_OfTheRegion_IsNotResolved()
    {
        string[] options = [.. Template.Working, "--region=${env:ELSEWHERE}"];
        var scaffold = await Template.CreateAsync("hostile-region", "my-proxy", options);
        var elsewhere = scaffold with { Environment = [.. scaffold.Environment, new("ELSEWHERE", "us-east-1")] };
        var packaged = await (await elsewhere.ServerlessAsync("package")).RunAsync();
        Assert.NotEqual(0, packaged.ExitCode);
        Assert.Contains("Configuration error at 'provider.region'", packaged.Output, StringComparison.Ordinal);
    }

    /// <summary>Creates a scaffold in which every option has the value.</summary>
    private static Task<Scaffold> CreateAsync(string kind, string value, string[] options) => Template.CreateAsync(
        $"hostile-{kind}-value",
        "my-proxy",
        [.. Kinds[kind], .. Options.Keys.Select(option => $"--{option}={value}"), .. options]);

    private static IEnumerable<string> SettingsOf(string kind) => Options.Values.Where(setting =>
        kind == "jwt" || setting is not ("jwtIssuer" or "jwtAudience"));

    private static TheoryData<string, string> Rows(IEnumerable<string> kinds, IReadOnlyList<string> values)
    {
        var rows = new TheoryData<string, string>();
        foreach (var (kind, value) in kinds.SelectMany(_ => values, (kind, value) => (kind, value)))
        {
            rows.Add(kind, value);
        }

        return rows;
    }
}
