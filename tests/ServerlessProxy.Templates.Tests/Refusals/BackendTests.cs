using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary><c>custom.proxy.routes</c>: what each route gets of its own, and what is refused before anything is built.</summary>
public sealed class BackendTests
{
    private const string Service = """
        {
          "service": "my-proxy",
          "provider": {
            "vpc": { "securityGroupIds": [{ "Fn::GetAtt": ["ProxySecurityGroup", "GroupId"] }], "subnetIds": ["subnet-12345678"] },
            "iam": { "role": { "Fn::GetAtt": ["ProxyRole", "Arn"] } },
            "environment": { "BACKEND_URL": "http://10.0.12.5:8080", "ROUTE_PREFIX": "/forward", "AUTH": "api-key" }
          },
          "custom": { "proxy": {
            "vpcId": "vpc-12345678", "path": "forward", "url": "http://10.0.12.5:8080", "backendCidrs": "10.0.12.5/32",
            "routes": { "reports": { "path": "finance/reports", "url": "https://[fd00:7::9]", "backendCidrs": "fd00:7::/64" } }
          } },
          "functions": { "forward": {
            "name": "my-proxy-dev-forward", "handler": "bootstrap", "reservedConcurrency": 20,
            "events": [
              { "http": { "method": "POST", "path": "forward/{proxy+}", "private": true, "throttling": { "maxRequestsPerSecond": 5 } } },
              { "http": "GET /forward" }, { "http": "GET forwarded" }, { "schedule": "rate(1 day)" }
            ]
          } },
          "resources": { "Resources": {
            "ProxySecurityGroup": { "Type": "AWS::EC2::SecurityGroup", "DependsOn": "ProxyRole", "Properties": { "GroupDescription": "my-proxy-dev, to its backend only", "SecurityGroupEgress": [] } },
            "ProxyRole": { "Type": "AWS::IAM::Role", "Properties": { "Arns": ["log-group:/aws/lambda/my-proxy-dev-forward:*", "function:my-proxy-dev-forward"] } },
            "ThrottlesAlarm": { "Type": "AWS::CloudWatch::Alarm", "Properties": { "AlarmName": "my-proxy-dev-throttles", "AlarmDescription": "Look at ProxySecurityGroup", "Of": { "Ref": "ForwardLambdaFunction" } } },
            "ServerErrorsAlarm": { "Type": "AWS::CloudWatch::Alarm", "Properties": { "AlarmName": "my-proxy-dev-server-errors" } },
            "Dashboard": { "Type": "AWS::CloudWatch::Dashboard", "Properties": { "DashboardName": "my-proxy-dev", "Of": [{ "Ref": "ForwardLambdaFunction" }, { "Ref": "ThrottlesAlarm" }, { "Ref": "ServerErrorsAlarm" }] } },
            "TheirBucket": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "my-proxy-dev-forward" } }
          } }
        }
        """;

    /// <summary>What is set to what (JSON), and how the problem begins.</summary>
    public static TheoryData<string, string, string> Edits => new()
    {
        { "custom.proxy.routes", "[]", "routes: is no map; " },
        { "custom.proxy.routes.reports", "null", "routes.reports.path: \"\" cannot be a route; " },
        { "custom.proxy.routes.re-ports", "{}", "routes.re-ports: cannot name a function; " },
        { "custom.proxy.routes.Proxy", "{}", "routes.Proxy: cannot name a function; " },
        { "custom.proxy.routes.reports.cidrs", "\"10.0.0.0/8\"", "routes.reports.cidrs: is unknown; " },
        { "custom.proxy.routes.reports.url", "\"reports\"", "routes.reports.url: \"reports\" is no absolute http or https URL; " },
        { "custom.proxy.routes.reports.url", "\"http://10.0.13.7:9000\"", "routes.reports.backendCidrs: \"fd00:7::/64\" does not hold 10.0.13.7, the URL's host; " },
        { "custom.proxy.routes.reports.path", "\"forward\"", "routes.reports.path: \"forward\" is another route's too; " },
        { "custom.proxy.url", "\"http://10.0.12.6:8080\"", "environment of functions.forward: BACKEND_URL is not that of its route; " },
        { "functions.reports", """{ "events": [{ "http": "GET other" }], "environment": { "ROUTE_PREFIX": "/finance/reports" } }""", "environment of functions.reports: BACKEND_URL is not that of its route; " },
        { "functions.other", """{ "events": [{ "http": "GET other" }] }""", "functions.other: is no route, " },
    };

    [Fact]
    public async Task Route_GetsWhatForwardHas_UnderItsOwnName()
    {
        var service = (await AddedAsync(JsonNode.Parse(Service)!))["service"]!;
        Assert.Equal(
            """{"name":"my-proxy-dev-reports","handler":"bootstrap","reservedConcurrency":20,"role":{"Fn::GetAtt":["ReportsProxyRole","Arn"]},"description":"Forwards /finance/reports to a service in vpc-12345678","vpc":{"securityGroupIds":[{"Fn::GetAtt":["ReportsProxySecurityGroup","GroupId"]}],"subnetIds":["subnet-12345678"],"ipv6AllowedForDualStack":true},"environment":{"BACKEND_URL":"https://[fd00:7::9]","ROUTE_PREFIX":"/finance/reports"}}""",
            Without(service["functions"]!["reports"]!, "events"));
        Assert.Equal(
            """[{"http":{"method":"POST","path":"finance/reports/{proxy+}","private":true,"throttling":{"maxRequestsPerSecond":5}}},{"http":"GET /finance/reports"},{"http":"GET forwarded"}]""",
            Unescaped(service["functions"]!["reports"]!["events"]!));

        var resources = service["resources"]!["Resources"]!.AsObject();
        Assert.Equal(["Dashboard", "ProxyRole", "ProxySecurityGroup", "ThrottlesAlarm"], resources.Select(resource => resource.Key).Where(id => id.StartsWith("Reports", StringComparison.Ordinal)).Select(id => id["Reports".Length..]).Order(StringComparer.Ordinal));
        Assert.Equal("""{"GroupDescription":"my-proxy-dev-reports, to its backend only","SecurityGroupEgress":[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"CidrIpv6":"fd00:7::/64","Description":"The backend"}]}""", Properties("ReportsProxySecurityGroup"));
        Assert.Equal("ReportsProxyRole", (string?)resources["ReportsProxySecurityGroup"]!["DependsOn"]);
        Assert.Equal("""{"Arns":["log-group:/aws/lambda/my-proxy-dev-reports:*","function:my-proxy-dev-reports"]}""", Properties("ReportsProxyRole"));
        Assert.Equal("""{"AlarmName":"my-proxy-dev-reports-throttles","AlarmDescription":"Look at ReportsProxySecurityGroup","Of":{"Ref":"ReportsLambdaFunction"}}""", Properties("ReportsThrottlesAlarm"));
        Assert.Equal("""{"DashboardName":"my-proxy-dev-reports","Of":[{"Ref":"ReportsLambdaFunction"},{"Ref":"ReportsThrottlesAlarm"},{"Ref":"ServerErrorsAlarm"}]}""", Properties("ReportsDashboard"));

        // What forward has is as it was.
        foreach (var (id, resource) in JsonNode.Parse(Service)!["resources"]!["Resources"]!.AsObject())
        {
            Assert.Equal(resource!.ToJsonString(), resources[id]!.ToJsonString());
        }

        string Properties(string id) => Unescaped(resources[id]!["Properties"]!);
    }

    [Fact]
    public async Task Routes_ThatAreRight_AreNoProblem() => Assert.Empty((await AddedAsync(JsonNode.Parse(Service)!))["problems"]!.AsArray());

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Edit_ThatForwardsElsewhere_IsAProblem(string path, string json, string beginning)
    {
        var service = JsonNode.Parse(Service)!;
        var names = path.Split('.');
        names[..^1].Aggregate(service, (node, name) => node[name]!)[names[^1]] = JsonNode.Parse(json);
        var problem = Assert.Single((await AddedAsync(service))["problems"]!.AsArray(), problem => ((string)problem!).StartsWith(beginning, StringComparison.Ordinal));
        Assert.Contains("; right ", (string)problem!, StringComparison.Ordinal);
    }

    /// <summary>The service with what has been added, and the problems of it.</summary>
    private static async Task<JsonNode> AddedAsync(JsonNode service)
    {
        const string script = """
            const service = JSON.parse(process.argv[1]);
            const backends = require('./serverless/backends');
            backends.add(service, 'dev');
            console.log(JSON.stringify({ service, problems: backends.problems(service) }));
            """;
        var run = await new Command("node", "--eval", script, service.ToJsonString()) { Folder = Repository.In("content") }.RunAsync();
        return JsonNode.Parse(run.OrFail().Output)!;
    }

    private static string Without(JsonNode node, string name)
    {
        var copy = node.DeepClone().AsObject();
        copy.Remove(name);
        return Unescaped(copy);
    }

    private static string Unescaped(JsonNode node) => node.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
