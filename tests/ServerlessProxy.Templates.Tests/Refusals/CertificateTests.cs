using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Certificates for the service: what the repository contains, and what it must not contain.</summary>
public sealed class CertificateTests
{
    private const string FromSecret =
        "Use BACKEND_CLIENT_KEY: \"{{resolve:secretsmanager:<name or ARN of the secret>:SecretString}}\".";
    private const string Secret = "{{resolve:secretsmanager:my-proxy-dev-client-key:SecretString}}";

    /// <summary>Settings, and what is wrong with them. The code's folder has a certificate, one that has expired, and a
    /// text that is not a certificate.</summary>
    public static TheoryData<string, string[]> Cases => new()
    {
        { "BACKEND_CA_FILE=certificate.pem", [] },
        { $"BACKEND_CLIENT_CERTIFICATE_FILE=certificate.pem BACKEND_CLIENT_KEY={Secret}", [] },
        { $"BACKEND_CA={Secret} BACKEND_CLIENT_CERTIFICATE={Secret} BACKEND_CLIENT_KEY={Secret}", [] },
        { "BACKEND_CA_FILE=none.pem", ["BACKEND_CA_FILE: \"none.pem\" is not in "] },
        { "BACKEND_CA_FILE=text.pem", ["BACKEND_CA_FILE: \"text.pem\" contains no certificate. "] },
        {
            "BACKEND_CA_FILE=certificate.pem BACKEND_CA=text",
            ["BACKEND_CA_FILE: \"certificate.pem\" conflicts with BACKEND_CA, which is set too. Remove one of them."]
        },
        {
            $"BACKEND_CLIENT_CERTIFICATE_FILE=expired.pem BACKEND_CLIENT_KEY={Secret}",
            ["BACKEND_CLIENT_CERTIFICATE_FILE: \"expired.pem\" expired on "]
        },
        {
            "BACKEND_CLIENT_CERTIFICATE_FILE=certificate.pem",
            [$"BACKEND_CLIENT_KEY: is missing, but BACKEND_CLIENT_CERTIFICATE_FILE is set. {FromSecret}"]
        },
        {
            $"BACKEND_CLIENT_KEY={Secret}",
            ["BACKEND_CLIENT_CERTIFICATE_FILE: is missing, but BACKEND_CLIENT_KEY is set. "]
        },
        {
            "BACKEND_CLIENT_KEY_FILE=key.pem",
            [$"BACKEND_CLIENT_KEY_FILE: a key must not be in the package. {FromSecret}"]
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Certificates_AreWhereTheyBelong(string settings, string[] problems)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(problems);
        var folder = await MakeFolderAsync();
        var environment = settings.Split(' ').Select(setting => setting.Split('='));
        var found = await ProblemsAsync(
            "https://10.0.12.5",
            environment.ToDictionary(setting => setting[0], setting => setting[1]),
            folder);
        Assert.Equal(problems.Length, found.Length);
        PluginMessage.AssertForm(found);
        Assert.All(problems.Zip(found), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Key_InTheFolderOfTheCode_IsAProblem_WhetherItIsUsedOrNot()
    {
        var folder = await MakeFolderAsync();
        using var key = ECDsa.Create();
        await File.WriteAllTextAsync(Code(folder, "client-key.pem"), key.ExportPkcs8PrivateKeyPem());
        var problem = Assert.Single(await ProblemsAsync("http://10.0.12.5", [], folder));
        Assert.Equal(
            $"client-key.pem: contains a private key, which would be in the repository and the package. " +
            FromSecret,
            problem);
    }

    [Fact]
    public async Task Certificates_WithoutTls_AreAProblem()
    {
        Dictionary<string, string> environment = new() { ["BACKEND_CA_FILE"] = "certificate.pem" };
        var problems = await ProblemsAsync("http://10.0.12.5", environment, await MakeFolderAsync());
        var problem = Assert.Single(problems);
        Assert.StartsWith("url: \"http://10.0.12.5\" is not encrypted", problem, StringComparison.Ordinal);
        PluginMessage.AssertForm(problems);
    }

    [Fact]
    public async Task Settings_AboveLambdasLimit_AreAProblem()
    {
        Dictionary<string, string> environment = new() { ["BACKEND_CA"] = new string('x', 4100) };
        var problems = await ProblemsAsync("https://10.0.12.5", environment, await MakeFolderAsync());
        var problem = Assert.Single(problems);
        Assert.StartsWith("environment: has 4110 bytes, and Lambda accepts 4096", problem, StringComparison.Ordinal);
        PluginMessage.AssertForm(problems);
    }

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

    private static Task<string[]> ProblemsAsync(string url, Dictionary<string, string> environment, string folder)
    {
        var functions = new { forward = new { }, other = new { } };
        var service = new { custom = new { proxy = new { url } }, provider = new { environment }, functions };
        return LocalPlugin.ProblemsAsync(["options/private-ca"], service, new { folder });
    }

    private static string Code(string folder, string file) => Path.Combine(folder, "src", "my-proxy", file);

    private static async Task<string> MakeFolderAsync()
    {
        var folder = Repository.EmptyArtifacts("tests", "certificates");
        Directory.CreateDirectory(Code(folder, ""));
        await File.WriteAllTextAsync(Code(folder, "my-proxy.csproj"), "");
        await File.WriteAllTextAsync(Code(folder, "certificate.pem"), Certificate(daysLeft: 2));
        await File.WriteAllTextAsync(Code(folder, "expired.pem"), Certificate(daysLeft: -2));
        await File.WriteAllTextAsync(Code(folder, "text.pem"), "no certificate");
        return folder;
    }

    private static string Certificate(int daysLeft)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-9), now.AddDays(daysLeft));
        return certificate.ExportCertificatePem();
    }
}
