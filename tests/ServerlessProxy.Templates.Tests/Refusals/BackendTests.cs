using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>A second function in <c>serverless.yml</c>, as in <c>docs/domain-stages-backends.md</c>.
/// <see cref="DomainStagesBackendsTests"/> packages that example, and tests/plugin/protection.test.js checks
/// that a function can forward only where its security group allows.</summary>
public sealed class BackendTests
{
    private const string Service = """
        {
          "provider": { "environment": { "BACKEND_URL": "http://10.0.12.5:8080", "ROUTE_PREFIX": "/forward" } },
          "custom": { "proxy": { "url": "http://10.0.12.5:8080", "path": "forward" }, "apiGatewayThrottling": {} },
          "functions": {
            "forward": { "events": [{ "http": { "method": "any", "path": "forward" } }] },
            "reports": {
              "environment": { "BACKEND_URL": "https://[fd00:7::9]/v2", "ROUTE_PREFIX": "/reports" },
              "events": [{ "http": { "method": "any", "path": "reports" } }]
            },
            "deliver": { "environment": { "ROLE": "deliverer" } }
          }
        }
        """;

    /// <summary>`sls local` has one path: the first function's. A function without routes works for that one.</summary>
    [Fact]
    public async Task Local_ServesTheFirstFunction()
    {
        const string script = """
            const { serve } = require('./plugin/operate/local');
            const { service } = input;
            serve({ service, serviceDir: input.folder }, {}).then((problems) => console.log(problems.join('\n')));
            """;
        var input = new { service = JsonNode.Parse(Service), folder = Repository.In("content") };
        var served = await LocalPlugin.RunAsync(LocalPlugin.Default, script, input, command =>
            ProgramInFront.Of(command, "dotnet", "echo $BACKEND_URL $ROUTE_PREFIX $ROLE"));
        Assert.Equal("http://10.0.12.5:8080 /forward deliverer", served.Trim());
    }
}
