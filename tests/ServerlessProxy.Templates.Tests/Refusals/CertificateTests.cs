using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>The certificate and key of the client with <c>sls local</c>. tests/plugin/options.test.js checks where
/// certificates may be.</summary>
public sealed class CertificateTests
{
    private const string Secret = "{{resolve:secretsmanager:my-proxy-dev-client-key:SecretString}}";

    /// <summary>CloudFormation inserts secrets; here they come from the environment of the command.</summary>
    [Fact]
    public async Task Local_TakesThePemFromTheEnvironment_OrAsksForIt()
    {
        const string script = """
            process.env.BACKEND_CLIENT_KEY = input.pem;
            const { serve } = require('./plugin/operate/local');
            const custom = { proxy: { url: 'https://10.0.12.5', path: 'forward' }, apiGatewayThrottling: {} };
            const functions = { forward: {} };
            const service = { provider: { environment: input.environment }, functions, custom };
            serve({ service, serviceDir: input.folder }, {}).then((problems) => console.log(problems.join('\n')));
            """;
        var environment = new { BACKEND_CLIENT_CERTIFICATE_FILE = "client.pem", BACKEND_CLIENT_KEY = Secret };
        var served = await ServeAsync("two\nlines");
        Assert.Equal("client.pem, two\nlines", served.Trim());
        Assert.Equal(
            "BACKEND_CLIENT_KEY: is not set. Set it in the environment to its PEM: " +
            "BACKEND_CLIENT_KEY=\"$(cat <file>)\" npm run local.",
            (await ServeAsync("")).Trim());

        Task<string> ServeAsync(string pem) => LocalPlugin.RunAsync(
            LocalPlugin.AllOptions,
            script,
            new { pem, environment, folder = Repository.In("content") },
            command => ProgramInFront.Of(
                command,
                "dotnet",
                "printf '%s, %s' \"$BACKEND_CLIENT_CERTIFICATE_FILE\" \"$BACKEND_CLIENT_KEY\""));
    }
}
