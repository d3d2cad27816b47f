using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>A second function in <c>serverless.yml</c>, as in <c>docs/domain-stages-backends.md</c>: one that would
/// forward elsewhere than its security group allows is refused before anything is built. The example itself is packaged
/// by <see cref="DomainStagesBackendsTests"/>.</summary>
public sealed class BackendTests
{
    private const string Service = """
        {
          "service": "my-proxy",
          "provider": {
            "vpc": {
              "securityGroupIds": [{ "Fn::GetAtt": ["ProxySecurityGroup", "GroupId"] }],
              "subnetIds": ["subnet-12345678"]
            },
            "iam": { "role": { "Fn::GetAtt": ["ProxyRole", "Arn"] } },
            "environment": { "BACKEND_URL": "http://10.0.12.5:8080", "ROUTE_PREFIX": "/forward", "AUTH": "api-key" }
          },
          "custom": { "proxy": {
            "auth": "api-key", "allowedCidrs": "0.0.0.0/0,::/0", "url": "http://10.0.12.5:8080"
          } },
          "functions": {
            "forward": {
              "name": "my-proxy-dev-forward",
              "events": [{ "http": { "method": "any", "path": "forward", "private": true } }]
            },
            "reports": {
              "name": "my-proxy-dev-reports",
              "role": { "Fn::GetAtt": ["ReportsRole", "Arn"] },
              "vpc": { "securityGroupIds": [{ "Fn::GetAtt": ["ReportsSecurityGroup", "GroupId"] }] },
              "environment": { "BACKEND_URL": "https://[fd00:7::9]/v2", "ROUTE_PREFIX": "/reports" },
              "events": [{ "http": { "method": "any", "path": "reports", "private": true } }]
            }
          },
          "resources": { "Resources": {
            "ProxySecurityGroup": { "Properties": { "SecurityGroupEgress": [
              { "IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "CidrIp": "10.0.12.5/32" }
            ] } },
            "ReportsSecurityGroup": { "Properties": { "SecurityGroupEgress": [
              { "IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "CidrIp": "10.0.0.2/32" },
              { "IpProtocol": "tcp", "FromPort": "443", "ToPort": "443", "CidrIpv6": "fd00:7::/64" }
            ] } },
            "ProxyRole": { "Arns": [
              ":log-group:/aws/lambda/my-proxy-dev-forward:*", ":function:my-proxy-dev-forward"
            ] },
            "ReportsRole": { "Arns": [
              ":log-group:/aws/lambda/my-proxy-dev-reports:*", ":function:my-proxy-dev-reports"
            ] }
          } }
        }
        """;

    private const string Reports = "functions.reports";
    private const string Group = $"{Reports}.vpc.securityGroupIds.0";
    private const string Url = $"{Reports}.environment.BACKEND_URL";
    private const string Rule = "resources.Resources.ReportsSecurityGroup.Properties.SecurityGroupEgress.1";
    private const string NoGroup =
        $"{Reports}.vpc: no security group allows \"https://[fd00:7::9]/v2\" of BACKEND_URL. ";

    private static readonly string[] Modules = ["check/functions"];

    /// <summary>What is set to what (JSON; null removes it), and how the problem begins.</summary>
    public static TheoryData<string, string?, string> Edits => new()
    {
        // A copied function that still has the security group of the first one, or another that is not in this stack.
        { $"{Reports}.vpc", null, NoGroup },
        { Group, """{ "Fn::GetAtt": ["ProxySecurityGroup", "GroupId"] }""", NoGroup },
        { Group, """{ "Fn::GetAtt": ["constructor", "GroupId"] }""", NoGroup },
        { Group, "\"sg-0123456789abcdef0\"", NoGroup },
        {
            "functions.forward.vpc",
            """{ "securityGroupIds": [{ "Fn::GetAtt": ["ReportsSecurityGroup", "GroupId"] }] }""",
            "functions.forward.vpc: no security group allows \"http://10.0.12.5:8080\" of BACKEND_URL. " +
            "Use one under resources/ whose egress is port 8080."
        },

        // A URL that the security group does not allow, or that cannot be a backend.
        {
            $"{Reports}.environment",
            """{ "ROUTE_PREFIX": "/reports" }""",
            $"{Reports}.vpc: no security group allows \"http://10.0.12.5:8080\" of BACKEND_URL. "
        },
        {
            "provider.environment.BACKEND_URL",
            "\"http://10.0.12.6:8080\"",
            "functions.forward.vpc: \"10.0.12.5/32\" does not contain 10.0.12.6, "
        },
        {
            Url,
            "\"https://[fd00:7::9]:8443\"",
            $"{Reports}.vpc: no security group allows \"https://[fd00:7::9]:8443\" of BACKEND_URL. " +
            "Use one under resources/ whose egress is port 8443."
        },
        {
            Url,
            "\"https://[fd00:8::9]\"",
            $"{Reports}.vpc: \"fd00:7::/64\" does not contain fd00:8::9, the url's host. "
        },
        { Url, "\"https://10.0.13.7\"", $"{Reports}.vpc: \"fd00:7::/64\" does not contain 10.0.13.7, " },
        {
            Url,
            "\"https://localhost\"",
            $"{Reports}.environment.BACKEND_URL: \"https://localhost\" is a loopback, unspecified or link-local address. "
        },
        {
            Url,
            "\"https://user:secret@reports.internal\"",
            $"{Reports}.environment.BACKEND_URL: \"https://user:secret@reports.internal\" contains credentials "
        },
        {
            Url,
            "\"reports\"",
            $"{Reports}.environment.BACKEND_URL: \"reports\" is not an absolute http or https URL. "
        },

        // Rules that allow more than the port, or nothing.
        { $"{Rule}.FromPort", "0", NoGroup },
        { $"{Rule}.ToPort", "65535", NoGroup },
        { Rule, """{ "IpProtocol": "-1", "CidrIpv6": "::/0" }""", NoGroup },
        {
            $"{Rule}.CidrIpv6",
            "\"fd00:7::1/64\"",
            $"{Reports}.vpc: \"fd00:7::1/64\" contains \"fd00:7::1/64\", which has bits set after its prefix. "
        },
        { "resources.Resources.ReportsSecurityGroup", null, NoGroup },

        // What the function has of its own.
        { $"{Reports}.name", "\"reports\"", $"{Reports}.role: does not name \"reports\". " },
        {
            $"{Reports}.environment.AUTH",
            "\"none\"",
            $"{Reports}.environment.AUTH: \"none\" is not what the settings require. "
        },
        { $"{Reports}.events", """[{ "http": "ANY reports" }]""", "http ANY /reports: requires nothing, " },
    };

    /// <summary>Values that are accepted.</summary>
    public static TheoryData<string, string?> AcceptedEdits => new()
    {
        { Url, "\"https://reports.internal\"" },
        { "custom.proxy.url", "\"http://10.0.12.6:8080\"" },
        {
            "functions.worker",
            """{ "name": "worker", "vpc": null, "role": "arn:aws:iam::123456789012:role/worker" }"""
        },
        { $"{Group}", """{ "Fn::GetAtt": "ReportsSecurityGroup.GroupId" }""" },
        {
            $"{Reports}.vpc.securityGroupIds",
            """["sg-0123456789abcdef0", { "Fn::GetAtt": ["ReportsSecurityGroup", "GroupId"] }]"""
        },
    };

    /// <summary>The problems of every edit, from one process.</summary>
    private static readonly Lazy<Task<Dictionary<(string, string?), string[]>>> Found = new(async () =>
    {
        var edits = Edits.Concat(AcceptedEdits).Select(row => (Path: (string)row[0], Json: (string?)row[1])).ToList();
        var services = edits.Select(edit => new object[] { JsonEdit.Of(Service, edit) });
        var problems = await LocalPlugin.ProblemsOfEachAsync(Modules, services);
        return edits.Zip(problems).ToDictionary(pair => pair.First, pair => pair.Second);
    });

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Edit_ThatForwardsElsewhere_IsAProblem(string path, string? json, string beginning)
    {
        var problems = (await Found.Value)[(path, json)];
        PluginMessage.AssertForm(problems);
        Assert.StartsWith(beginning, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AcceptedEdits))]
    public async Task Edit_ThatForwardsWhereItsSecurityGroupAllows_IsNoProblem(string path, string? json) =>
        Assert.Empty((await Found.Value)[(path, json)]);

    /// <summary>`sls local` has one path: the first function's. A function without routes works for that one.</summary>
    [Fact]
    public async Task Local_ServesTheFirstFunction()
    {
        const string script = """
            const { serve } = require('./plugin/operate/local');
            const service = input.service;
            service.custom.proxy.path = 'forward';
            service.custom.apiGatewayThrottling = {};
            service.functions.deliver = { environment: { ROLE: 'deliverer' } };
            serve({ service, serviceDir: input.folder }, {}).then((problems) => console.log(problems.join('\n')));
            """;
        var input = new { service = JsonEdit.Of(Service), folder = Repository.In("content") };
        var served = await LocalPlugin.RunAsync(LocalPlugin.Default, script, input, command =>
            ProgramInFront.Of(command, "dotnet", "echo $BACKEND_URL $ROUTE_PREFIX $ROLE"));
        Assert.Equal("http://10.0.12.5:8080 /forward deliverer", served.Trim());
    }

    [Fact]
    public async Task SecondFunction_WithItsOwnSecurityGroupAndRole_IsNoProblem() =>
        Assert.Empty(await LocalPlugin.ProblemsAsync(Modules, JsonEdit.Of(Service)));
}
