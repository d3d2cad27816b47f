using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Checks few scaffolds with different values of the options. Each builds, passes its tests and packages.
/// </summary>
public sealed class OptionTests
{
    /// <summary>The cases that the installed SDK can build. net10.0 requires SDK 10.</summary>
    public static TheoryData<ScaffoldCase> Cases =>
        [.. All.Where(options => options.Framework == "net8.0" || Environment.Version.Major >= 10)];

    private static ScaffoldCase[] All =>
    [
        new ScaffoldCase("rest-net8", Template.Working) { IsBuiltElsewhere = true },
        new ScaffoldCase("http-net8", [.. Template.Working, "--api-type", "http"])
        {
            ApiType = "http",
        },
        new ScaffoldCase(
            "rest-net10",
            [
                "--url", "https://jenkins.internal/ci?key=1", "--vpc-id", "vpc-12345678", "--subnet-ids",
                "subnet-12345678", "--framework", "net10.0", "--region", "us-east-1", "--path", "/hooks/github/",
            ])
        {
            IsBuiltElsewhere = true,
            Framework = "net10.0",
            Region = "us-east-1",
            Path = "hooks/github",
            Url = "https://jenkins.internal/ci?key=1",
            Port = 443,
            Cidrs = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
            Subnets = ["subnet-12345678"],
            Vpc = "vpc-12345678",
        },
        new ScaffoldCase(
            "http-net10",
            [
                "--url", "http://jenkins.internal/\"quoted\"", "--vpc-id", "vpc-12345678", "--subnet-ids",
                "subnet-12345678", "--framework", "net10.0", "--api-type", "http", "--backend-cidr",
                "10.7.0.0/16,fd00:7::/64", "--architecture", "arm64",
            ])
        {
            Architecture = "arm64",
            ApiType = "http",
            Framework = "net10.0",
            Url = "http://jenkins.internal/\"quoted\"",
            Port = 80,
            Cidrs = ["10.7.0.0/16", "fd00:7::/64"],
            Subnets = ["subnet-12345678"],
            Vpc = "vpc-12345678",
        },
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Scaffold_BuildsPassesItsTestsAndPackages(ScaffoldCase options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var scaffold = await Template.CreateAsync(options.Name, "my-proxy", [.. options.Arguments]) with
        {
            Environment = [],
        };
        Assert.Empty(ScaffoldFiles.FindLeftovers(scaffold));
        Assert.DoesNotContain(
            "replace-me",
            await File.ReadAllTextAsync(scaffold.In("serverless.yml")),
            StringComparison.Ordinal);
        ScaffoldFiles.Parse(scaffold);
        Assert.Equal(
            options.ApiType == "http",
            File.Exists(scaffold.In("src", "my-proxy", "Events", "HttpApiEvents.cs")));
        Assert.Equal(
            options.ApiType == "rest",
            File.Exists(scaffold.In("src", "my-proxy", "Events", "RestApiEvents.cs")));

        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        Assert.Contains($"region: \"{options.Region}\"", yaml, StringComparison.Ordinal);
        Assert.Equal(options.ApiType == "rest", yaml.Contains("add-api-key", StringComparison.Ordinal));

        // For a deprecated runtime, the output contains the date and the framework to use instead.
        Assert.Equal(
            options.Framework == "net8.0",
            scaffold.Output.Contains("from 1 Feb 2027", StringComparison.Ordinal));
        Assert.Equal(
            options.Framework == "net8.0",
            scaffold.Output.Contains("--framework net10.0", StringComparison.Ordinal));
        Assert.Contains("npm run deploy", scaffold.Output, StringComparison.Ordinal);

        if (!options.IsBuiltElsewhere)
        {
            (
                await (await scaffold.DotnetAsync("test", "-m:1", scaffold.Project("tests", ".Tests"))).RunAsync()
            ).OrFail();
        }

        var package = await (
            options.IsBuiltElsewhere
                ? WithoutBuild.ServerlessAsync(scaffold, "package")
                : scaffold.ServerlessAsync("package"));
        (await package.RunAsync()).OrFail();
        AssertTemplate(options, scaffold.CloudFormation()["Resources"]!.AsObject());
    }

    private static void AssertTemplate(ScaffoldCase options, JsonObject resources)
    {
        var function = Properties("ForwardLambdaFunction");
        Assert.Equal("bootstrap", (string?)function["Handler"]);
        Assert.Equal(options.Framework == "net8.0" ? "dotnet8" : "dotnet10", (string?)function["Runtime"]);
        Assert.Equal("my-proxy-dev-forward", (string?)function["FunctionName"]);
        Assert.Equal([options.Architecture], function["Architectures"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(512, (int?)function["MemorySize"]);
        Assert.Equal(27, (int?)function["Timeout"]);
        Assert.Equal(20, (int?)function["ReservedConcurrentExecutions"]);
        Assert.Equal("Active", (string?)function["TracingConfig"]!["Mode"]);
        Assert.Equal(30, (int?)Assert.Single(OfType("AWS::Logs::LogGroup"))["RetentionInDays"]);
        var environment = function["Environment"]!["Variables"]!;
        Assert.Equal(options.Url, (string?)environment["BACKEND_URL"]);
        Assert.Equal("/" + options.Path, (string?)environment["ROUTE_PREFIX"]);
        Assert.Equal(options.ApiType == "rest" ? "api-key" : "iam", (string?)environment["AUTH"]);

        var network = function["VpcConfig"]!;
        Assert.Equal(options.Subnets, network["SubnetIds"]!.AsArray().Select(id => (string?)id));
        Assert.Equal(
            """[{"Fn::GetAtt":["ProxySecurityGroup","GroupId"]}]""",
            network["SecurityGroupIds"]!.ToJsonString());
        Assert.Equal(
            options.Cidrs.Any(cidr => cidr.Contains(':', StringComparison.Ordinal)),
            (bool?)network["Ipv6AllowedForDualStack"]);

        var securityGroup = Properties("ProxySecurityGroup");
        Assert.Equal(options.Vpc, (string?)securityGroup["VpcId"]);
        Assert.Null(securityGroup["SecurityGroupIngress"]);
        var egress = securityGroup["SecurityGroupEgress"]!.AsArray();
        Assert.Equal(options.Cidrs, egress.Select(rule => (string?)(rule!["CidrIp"] ?? rule["CidrIpv6"])));
        Assert.All(
            egress,
            rule =>
                Assert.Equal(
                    ("tcp", options.Port, options.Port),
                    ((string?)rule!["IpProtocol"], (int?)rule["FromPort"], (int?)rule["ToPort"])));

        if (options.ApiType == "rest")
        {
            AssertRestApi();
        }
        else
        {
            AssertHttpApi();
        }

        void AssertRestApi()
        {
            Assert.Equal("my-proxy-dev", (string?)Properties("ApiGatewayRestApi")["Name"]);
            Assert.Equal(
                """["REGIONAL"]""",
                Properties("ApiGatewayRestApi")["EndpointConfiguration"]!["Types"]!.ToJsonString());
            Assert.Equal("""["*/*"]""", Properties("ApiGatewayRestApi")["BinaryMediaTypes"]!.ToJsonString());
            Assert.Equal(
                [.. options.Path.Split('/'), "{proxy+}"],
                OfType("AWS::ApiGateway::Resource").Select(resource => (string?)resource["PathPart"]));

            var methods = OfType("AWS::ApiGateway::Method").ToList();
            Assert.Equal(2, methods.DistinctBy(method => method["ResourceId"]!.ToJsonString()).Count());
            Assert.Equal(["ANY", "ANY"], methods.Select(method => (string?)method["HttpMethod"]));
            Assert.All(methods, method => Assert.True((bool?)method["ApiKeyRequired"]));
        }

        void AssertHttpApi()
        {
            Assert.Equal("my-proxy-dev", (string?)Properties("HttpApi")["Name"]);
            var routes = OfType("AWS::ApiGatewayV2::Route").ToList();
            Assert.Equal(
                [$"ANY /{options.Path}", $"ANY /{options.Path}/{{proxy+}}"],
                routes.Select(route => (string)route["RouteKey"]!).Order(StringComparer.Ordinal));
            Assert.All(routes, route => Assert.Equal("AWS_IAM", (string?)route["AuthorizationType"]));
            Assert.All(
                OfType("AWS::ApiGatewayV2::Integration"),
                integration => Assert.Equal("2.0", (string?)integration["PayloadFormatVersion"]));
        }

        JsonNode Properties(string name) => resources[name]!["Properties"]!;

        IEnumerable<JsonNode> OfType(string type) =>
            resources
                .Where(resource => (string?)resource.Value!["Type"] == type)
                .Select(resource => resource.Value!["Properties"]!);
    }
}
