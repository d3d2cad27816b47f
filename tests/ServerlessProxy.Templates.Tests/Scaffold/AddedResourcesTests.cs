using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Packages each option separately, and checks that it adds only its resources and variables to the default proxy.
/// </summary>
public sealed class AddedResourcesTests
{
    private static readonly string[] Working =
        ["--url", "https://10.0.12.5:8443", "--vpc-id", "vpc-12345678", "--subnet-ids", "subnet-12345678"];

    private static readonly Lazy<Task<JsonObject>> Default = new(() => PackageAsync("default", []));

    /// <summary>
    /// The option, the resources that it adds, and the resources of the default proxy that it changes.
    /// </summary>
    public static TheoryData<string, string[], string[]> Options => new()
    {
        {
            "waf",
            ["ProxyWebAcl: AWS::WAFv2::WebACL", "ProxyWebAclAssociation: AWS::WAFv2::WebACLAssociation"],
            []
        },
        { "budget", ["ProxyBudget: AWS::Budgets::Budget"], [] },
        { "dashboard", ["ProxyDashboard: AWS::CloudWatch::Dashboard"], [] },
        { "private-ca", [], ["ForwardLambdaFunction"] },
        {
            "snapstart",
            ["ForwardSnapStartLambdaAlias: AWS::Lambda::Alias"],
            [
                "ApiGatewayMethodForwardAny", "ApiGatewayMethodForwardProxyVarAny", "ForwardLambdaFunction",
                "ForwardLambdaPermissionApiGateway",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Option_AddsItsResources_AndChangesNoOther(string option, string[] added, string[] changed)
    {
        var before = await Default.Value;
        var after = await PackageAsync(option, [$"--{option}"]);
        Assert.Equal(
            added,
            after.Where(each => before[each.Key] is null).Select(Describe).Order(StringComparer.Ordinal));
        Assert.Equal(
            changed,
            before.Where(each => !JsonNode.DeepEquals(each.Value, after[each.Key]))
                .Select(each => each.Key)
                .Order(StringComparer.Ordinal));

        var (old, now) = (Variables(before), Variables(after));
        Assert.All(old, variable => Assert.Equal($"{variable.Value}", $"{now[variable.Key]}"));
        string[] variables = option == "private-ca" ? ["BACKEND_CA_FILE"] : [];
        Assert.Equal(variables, now.Select(variable => variable.Key).Except(old.Select(variable => variable.Key)));
    }

    [Fact]
    public async Task WebAclAndBudget_AreForThisProxy()
    {
        var waf = await PackageAsync("resources", ["--waf", "--budget"]);
        var rule = Assert.Single(Properties("ProxyWebAcl")["Rules"]!.AsArray())!;
        Assert.Equal("1000", $"{rule["Statement"]!["RateBasedStatement"]!["Limit"]}");
        var stage = $"{Properties("ProxyWebAclAssociation")["ResourceArn"]!["Fn::Sub"]}";
        Assert.EndsWith("/restapis/${ApiGatewayRestApi}/stages/dev", stage, StringComparison.Ordinal);
        var budget = Properties("ProxyBudget")["Budget"]!;
        Assert.Equal("my-proxy-dev (team@example.com)", (string?)budget["BudgetName"]);
        Assert.Equal("50", $"{budget["BudgetLimit"]!["Amount"]}");

        JsonNode Properties(string name) => waf[name]!["Properties"]!;
    }

    private static string Describe(KeyValuePair<string, JsonNode?> resource) =>
        $"{resource.Key}: {resource.Value!["Type"]}";

    private static JsonObject Variables(JsonObject resources) =>
        resources["ForwardLambdaFunction"]!["Properties"]!["Environment"]!["Variables"]!.AsObject();

    private static async Task<JsonObject> PackageAsync(string test, string[] options)
    {
        var scaffold = await Template.CreateAsync($"added-{test}", "my-proxy", [.. Working, .. options]);
        if (options.Contains("--private-ca"))
        {
            await AddAuthorityAsync(scaffold);
            (await (await scaffold.ServerlessAsync("package")).RunAsync()).OrFail();
            using var zip = ZipFile.OpenRead(scaffold.Artifact);
            Assert.Contains("ca.pem", zip.Entries.Select(entry => entry.FullName));
        }
        else
        {
            string[] parameters = options.Contains("--budget") ? ["--param", "budgetEmail=team@example.com"] : [];
            (await (await WithoutBuild.ServerlessAsync(scaffold, ["package", .. parameters])).RunAsync()).OrFail();
        }

        var resources = scaffold.CloudFormation()["Resources"]!.AsObject();

        // The names of the deployment, the version and the uploaded package differ each time.
        var text = resources.ToJsonString();
        foreach (
            var (prefix, name) in new[] { ("ApiGatewayDeployment", "Deployment"), ("ForwardLambdaVersion", "Version") })
        {
            var actual = resources.Single(each => each.Key.StartsWith(prefix, StringComparison.Ordinal)).Key;
            text = text.Replace(actual, name, StringComparison.Ordinal);
        }

        var normal = JsonNode.Parse(text)!.AsObject();
        normal["ForwardLambdaFunction"]!["Properties"]!.AsObject().Remove("Code");
        normal["Version"]!["Properties"]!.AsObject().Remove("CodeSha256");
        normal["Version"]!["Properties"]!.AsObject().Remove("Description");
        return normal;
    }

    /// <summary>Writes the file that <c>BACKEND_CA_FILE</c> in serverless.yml names.</summary>
    private static async Task AddAuthorityAsync(Scaffold scaffold)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(scaffold.In("src", "my-proxy", "ca.pem"), certificate.ExportCertificatePem());
    }
}
