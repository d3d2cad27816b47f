using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Tests the template that a reader of <c>docs/domain-stages-backends.md</c> packages.</summary>
public sealed class DomainStagesBackendsTests
{
    private const string DevReports = "http://10.0.13.7:9000/v2";

    private static readonly DocumentationPage Page = new("docs/domain-stages-backends.md");

    private static readonly Lazy<Task<DocumentationRun>> Http = new(() =>
        DocumentationRun.RunAsync("domain-http", HttpScript()));

    /// <summary>The API type, the stage, and its settings.</summary>
    public static TheoryData<string, string, string, string, string, int, string> Stages => new()
    {
        { "rest", "dev", "http://10.0.12.5:8080", DevReports, "10.0.13.7/32", 9000, "partner-dev.example.com" },
        { "rest", "prod", "http://10.1.12.5:8080", "https://10.1.13.7/v2", "10.1.13.7/32", 443, "partner.example.com" },
        { "http", "dev", "http://10.0.12.5:8080", DevReports, "10.0.13.7/32", 9000, "partner-dev.example.com" },
    };

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Example_IsAFunctionForEachBackend_BehindItsDomain(
        string apiType,
        string stage,
        string url,
        string reportsUrl,
        string reportsCidr,
        int reportsPort,
        string domain)
    {
        var run = await (apiType == "rest" ? DocumentationRun.OfAsync(Page) : Http.Value);
        string[] file = [run.Folder, "partner-api", "artifacts", stage, "cloudformation-template-update-stack.json"];
        var stack = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(file)))!;
        var resources = stack["Resources"]!.AsObject();

        AssertFunction("Forward", "forward", "orders", url);
        AssertFunction("Reports", "reports", "reports", reportsUrl);
        AssertEgress("ProxySecurityGroup", $"{new Uri(url).Host}/32", 8080);
        AssertEgress("ReportsSecurityGroup", reportsCidr, reportsPort);
        foreach (var alarm in new[] { "BackendUnreachable", "NearDeadline", "Throttles", "Concurrency" })
        {
            AssertIsOf("Forward", Properties(alarm + "Alarm"));
            AssertIsOf("Reports", Properties($"Reports{alarm}Alarm"));
        }

        Assert.Equal(9, OfType("AWS::CloudWatch::Alarm").Count());
        Assert.Equal(
            9,
            OfType("AWS::CloudWatch::Alarm").Select(alarm => (string)alarm["AlarmName"]!).Distinct().Count());
        Assert.Equal(2, OfType("AWS::Lambda::Function").Count());
        Assert.Equal(2, OfType("AWS::EC2::SecurityGroup").Count());
        Assert.Equal(2, OfType("AWS::IAM::Role").Count());
        AssertDomain();
        if (apiType == "rest")
        {
            AssertRestApi();
        }
        else
        {
            AssertHttpApi();
        }

        void AssertFunction(string prefix, string name, string path, string backend)
        {
            var function = Properties($"{prefix}LambdaFunction");
            var own = prefix == "Forward" ? "Proxy" : prefix;
            Assert.Equal($"partner-api-{stage}-{name}", (string?)function["FunctionName"]);
            var environment = function["Environment"]!["Variables"]!;
            Assert.Equal(backend, (string?)environment["BACKEND_URL"]);
            Assert.Equal("/" + path, (string?)environment["ROUTE_PREFIX"]);
            Assert.Equal(apiType == "rest" ? "api-key" : "iam", (string?)environment["AUTH"]);
            Assert.Equal($"""["{own}Role"]""", resources[$"{own}SecurityGroup"]!["DependsOn"]!.ToJsonString());
            Assert.Equal(
                Properties("ForwardLambdaFunction")["VpcConfig"]!["SubnetIds"]!.ToJsonString(),
                function["VpcConfig"]!["SubnetIds"]!.ToJsonString());
            Assert.Equal(20, (int?)function["ReservedConcurrentExecutions"]);
            Assert.Equal(
                $$"""[{"Fn::GetAtt":["{{own}}SecurityGroup","GroupId"]}]""",
                function["VpcConfig"]!["SecurityGroupIds"]!.ToJsonString());
            Assert.Equal($$"""{"Fn::GetAtt":["{{own}}Role","Arn"]}""", function["Role"]!.ToJsonString());
            var role = Properties($"{own}Role").ToJsonString();
            Assert.Contains($":log-group:/aws/lambda/partner-api-{stage}-{name}:*", role, StringComparison.Ordinal);
            Assert.DoesNotContain(
                $"partner-api-{stage}-{(name == "forward" ? "reports" : "forward")}",
                role,
                StringComparison.Ordinal);
            Assert.Equal(
                $"/aws/lambda/partner-api-{stage}-{name}",
                (string?)Properties($"{prefix}LogGroup")["LogGroupName"]);
        }

        void AssertEgress(string group, string cidr, int port)
        {
            var rule = Assert.Single(Properties(group)["SecurityGroupEgress"]!.AsArray())!;
            Assert.Equal(
                (cidr, port, port),
                ((string?)rule["CidrIp"], (int?)rule["FromPort"], (int?)rule["ToPort"]));
        }

        void AssertDomain()
        {
            Assert.Equal(domain, (string?)Properties("Domain")["DomainName"]);
            Assert.Equal(domain, (string?)Properties("DomainRecord")["Name"]);
            Assert.Equal($"https://{domain}", (string?)stack["Outputs"]!["DomainUrl"]!["Value"]);
            Assert.Equal("""{"Ref":"Domain"}""", Properties("DomainMapping")["DomainName"]!.ToJsonString());
        }

        void AssertRestApi()
        {
            Assert.Equal(
                (stage, """{"Ref":"ApiGatewayRestApi"}"""),
                (
                    (string?)Properties("DomainMapping")["Stage"],
                    Properties("DomainMapping")["RestApiId"]!.ToJsonString()));
            Assert.Equal(
                resources.Single(resource => (string?)resource.Value!["Type"] == "AWS::ApiGateway::Deployment").Key,
                (string?)Assert.Single(resources["DomainMapping"]!["DependsOn"]!.AsArray()));
            Assert.True((bool?)Properties("ApiGatewayRestApi")["DisableExecuteApiEndpoint"]);
            var methods = OfType("AWS::ApiGateway::Method").ToList();
            Assert.Equal(4, methods.Count);
            Assert.All(methods, method => Assert.True((bool?)method["ApiKeyRequired"]));
            foreach (var (prefix, path) in new[] { ("Forward", "Orders"), ("Reports", "Reports") })
            {
                AssertIsOf(prefix, Properties($"ApiGatewayMethod{path}Any")["Integration"]!["Uri"]!);
                AssertIsOf(prefix, Properties($"ApiGatewayMethod{path}ProxyVarAny")["Integration"]!["Uri"]!);
            }
        }

        void AssertHttpApi()
        {
            Assert.Equal(
                ("""{"Ref":"HttpApiStage"}""", """{"Ref":"HttpApi"}"""),
                (
                    Properties("DomainMapping")["Stage"]!.ToJsonString(),
                    Properties("DomainMapping")["ApiId"]!.ToJsonString()));
            Assert.Contains("HttpApiStage", resources.Select(resource => resource.Key));
            Assert.True((bool?)Properties("HttpApi")["DisableExecuteApiEndpoint"]);
            var routes = OfType("AWS::ApiGatewayV2::Route").ToList();
            Assert.Equal(
                ["ANY /orders", "ANY /orders/{proxy+}", "ANY /reports", "ANY /reports/{proxy+}"],
                routes.Select(route => (string)route["RouteKey"]!).Order(StringComparer.Ordinal));
            Assert.All(routes, route => Assert.Equal("AWS_IAM", (string?)route["AuthorizationType"]));
            Assert.All(routes, route => Assert.Contains(
                ((string)route["RouteKey"]!).StartsWith("ANY /reports", StringComparison.Ordinal)
                    ? "HttpApiIntegrationReports"
                    : "HttpApiIntegrationForward",
                route["Target"]!.ToJsonString(),
                StringComparison.Ordinal));
            AssertIsOf("Forward", Properties("HttpApiIntegrationForward")["IntegrationUri"]!);
            AssertIsOf("Reports", Properties("HttpApiIntegrationReports")["IntegrationUri"]!);
        }

        static void AssertIsOf(string prefix, JsonNode properties)
        {
            Assert.Contains($"\"{prefix}LambdaFunction\"", properties.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain(
                $"\"{(prefix == "Forward" ? "Reports" : "Forward")}LambdaFunction\"",
                properties.ToJsonString(),
                StringComparison.Ordinal);
        }

        JsonNode Properties(string name) => resources[name]!["Properties"]!;

        IEnumerable<JsonNode> OfType(string type) =>
            resources
                .Where(resource => (string?)resource.Value!["Type"] == type)
                .Select(resource => resource.Value!["Properties"]!);
    }

    /// <summary>Returns the script for an HTTP API. Its blocks come last on the page, so it packages only at the end.
    /// </summary>
    private static string HttpScript()
    {
        const string package = "npx sls package --package artifacts/dev\n";
        var script = Page.Script("http");
        Assert.Contains(package, script, StringComparison.Ordinal);
        return script
            .Replace("serverless-proxy --name", "serverless-proxy --api-type http --name", StringComparison.Ordinal)
            .Replace("npx sls package --stage prod --package artifacts/prod\n", "", StringComparison.Ordinal)
            .Replace(package, "", StringComparison.Ordinal) + package;
    }
}
