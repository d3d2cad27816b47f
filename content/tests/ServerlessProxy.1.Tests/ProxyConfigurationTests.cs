using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ServerlessProxy.Tests;

/// <summary>The settings, and what a function with a wrong one does.</summary>
public sealed class ProxyConfigurationTests
{
    private static readonly Dictionary<string, string?> Right = new()
    {
        ["AUTH"] = "api-key",
        ["BACKEND_URL"] = "http://10.0.12.5:8080/base/?key=1",
        ["ROUTE_PREFIX"] = "/forward",
        ["BACKEND_TIMEOUT_SECONDS"] = "25",
        ["AWS_LAMBDA_FUNCTION_NAME"] = "my-proxy-dev-forward",
    };

    [Fact]
    public void Settings_AreRead()
    {
        var configuration = ProxyConfiguration.Read(Right.GetValueOrDefault);
        Assert.Equal(new BackendUrl("http://10.0.12.5:8080", "/base/", "key=1"), configuration.Backend);
        Assert.Equal("/forward", configuration.RoutePrefix);
        Assert.Equal(TimeSpan.FromSeconds(25), configuration.BackendTimeout);
        Assert.Equal(["x-api-key"], configuration.GatewayCredentials.Headers);
        Assert.Equal("my-proxy-dev-forward", configuration.ServiceName);
    }

    /// <summary>Whoever starts no function without it (<see cref="CallerPolicy"/>) is another; nothing is held back for what nobody brings.</summary>
    [Fact]
    public void Settings_WithoutAuth_HoldNothingBack() =>
        Assert.Empty(ProxyConfiguration.Read(new Dictionary<string, string?>(Right) { ["AUTH"] = null }.GetValueOrDefault).GatewayCredentials.Headers);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("900", 900)]
    public void Timeout_IsOfLambdasRange(string setting, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ProxyConfiguration.Read(new Dictionary<string, string?>(Right) { ["BACKEND_TIMEOUT_SECONDS"] = setting }.GetValueOrDefault).BackendTimeout);

    /// <summary>The setting, its value, and what the log says of it.</summary>
    public static TheoryData<string, string?, string> WrongSettings => new()
    {
        { "BACKEND_URL", null, "is not set" },
        { "BACKEND_URL", "", "is not set" },
        { "BACKEND_URL", "/relative", "must be an absolute http or https URL" },
        { "BACKEND_URL", "10.0.12.5:8080", "must be an absolute http or https URL" },
        { "BACKEND_URL", "ftp://10.0.12.5", "must be an absolute http or https URL" },
        { "BACKEND_URL", "http://user:secret@10.0.12.5", "must hold neither credentials nor a fragment" },
        { "BACKEND_URL", "http://10.0.12.5/#here", "must hold neither credentials nor a fragment" },
        { "BACKEND_CA_FILE", "no-such-file.pem", "no-such-file.pem in the deployment package cannot be read as PEM: " },
        { "BACKEND_CA_FILE", "bootstrap.dll", "bootstrap.dll holds no certificate" },
        { "ROUTE_PREFIX", null, "is not set" },
        { "ROUTE_PREFIX", "forward", "must begin with a slash and not end with one" },
        { "ROUTE_PREFIX", "/forward/", "must begin with a slash and not end with one" },
        { "BACKEND_TIMEOUT_SECONDS", null, "is not set" },
        { "BACKEND_TIMEOUT_SECONDS", "soon", "must be a whole number of seconds from 1 to 900" },
        { "BACKEND_TIMEOUT_SECONDS", "0", "must be a whole number of seconds from 1 to 900" },
        { "BACKEND_TIMEOUT_SECONDS", "901", "must be a whole number of seconds from 1 to 900" },
        { "BACKEND_TIMEOUT_SECONDS", "-1", "must be a whole number of seconds from 1 to 900" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task F34_WrongSetting_Is503_AndNamedInTheLogOnly(string name, string? value, string problem)
    {
        var line = await RefusalAsync(new Dictionary<string, string?>(Right) { [name] = value }, name);
        Assert.Contains($"\"detail\":\"{name}: {problem}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    private static readonly string[] LocalUrls =
    [
        "http://127.0.0.1:8080", "http://127.1.2.3", "http://2130706433", "http://0x7f.1", "http://0.0.0.0", "http://0.1.2.3", "http://[::1]",
        "http://[::]", "http://[::ffff:127.0.0.1]", "http://[::ffff:169.254.1.1]", "http://localhost", "https://LOCALHOST.", "http://a.localhost",
        "http://169.254.169.254", "http://[fe80::1]",
    ];

    private static readonly string[] OtherUrls =
        ["http://10.0.12.5", "http://localhost.example.com", "http://mylocalhost", "http://169.253.1.1", "http://[fd00::1]", "http://128.0.0.1"];

    /// <summary>Lambda's environment: of a managed runtime, of every runtime, and a developer's machine.</summary>
    [Theory]
    [InlineData("AWS_EXECUTION_ENV", "AWS_Lambda_dotnet8", true)]
    [InlineData("LAMBDA_TASK_ROOT", "/var/task", true)]
    [InlineData("LAMBDA_TASK_ROOT", "/home/me/my-proxy/artifacts/function", false)]
    public void Url_OfTheFunctionItself_IsRefusedOnLambda(string name, string value, bool refused)
    {
        Assert.All(LocalUrls, url => Assert.Equal(
            refused ? "BACKEND_URL: is an address of the function itself. Use the backend's address in the VPC" : null,
            Record.Exception(() => ProxyConfiguration.Read(With((name, value), ("BACKEND_URL", url)).GetValueOrDefault))?.Message));
        Assert.All(OtherUrls, url => ProxyConfiguration.Read(With((name, value), ("BACKEND_URL", url)).GetValueOrDefault));
    }

    /// <summary>The first is the proxy's own, those after it go along.</summary>
    [Fact]
    public void ClientCertificate_IsRead_WithThoseThatLeadToItsAuthority()
    {
        using var root = TestAuthority.Create();
        using var authority = root.CreateBelow();
        var (certificate, key) = authority.IssueForClient();
        var client = ProxyConfiguration.Read(With(("BACKEND_CLIENT_CERTIFICATE", $"{certificate}\n{authority.Pem}"), ("BACKEND_CLIENT_KEY", key)).GetValueOrDefault).ClientCertificate;
        Assert.Equal("CN=Test proxy", client?.TargetCertificate.Subject);
        Assert.Equal([authority.Certificate.Subject], client!.IntermediateCertificates.Select(intermediate => intermediate.Subject));
    }

    /// <summary>Settings with what stands for a text of the test's own, and what the log says of them.</summary>
    public static TheoryData<string, string> WrongCertificates => new()
    {
        { "BACKEND_CLIENT_CERTIFICATE=certificate", "BACKEND_CLIENT_KEY: is not set, and BACKEND_CLIENT_CERTIFICATE is" },
        { "BACKEND_CLIENT_KEY=key", "BACKEND_CLIENT_CERTIFICATE: is not set, and BACKEND_CLIENT_KEY is" },
        { "BACKEND_CLIENT_CERTIFICATE=certificate BACKEND_CLIENT_KEY=other-key", "BACKEND_CLIENT_KEY: is no private key in PEM (RSA or elliptic curve), or not that of the first certificate in BACKEND_CLIENT_CERTIFICATE" },
        { "BACKEND_CLIENT_CERTIFICATE=certificate BACKEND_CLIENT_KEY=certificate", "BACKEND_CLIENT_KEY: is no private key in PEM" },
        { "BACKEND_CLIENT_CERTIFICATE=certificate BACKEND_CLIENT_KEY=broken-key", "BACKEND_CLIENT_KEY: is no private key in PEM" },
        { "BACKEND_CLIENT_CERTIFICATE=certificate BACKEND_CLIENT_KEY=encrypted-key", "BACKEND_CLIENT_KEY: is encrypted; right is a key without a password" },
        { "BACKEND_CLIENT_CERTIFICATE=expired BACKEND_CLIENT_KEY=expired-key", "BACKEND_CLIENT_CERTIFICATE: is valid from " },
        { "BACKEND_CLIENT_CERTIFICATE=key BACKEND_CLIENT_KEY=key", "BACKEND_CLIENT_CERTIFICATE: it holds no certificate" },
        { "BACKEND_CLIENT_CERTIFICATE=broken BACKEND_CLIENT_KEY=key", "BACKEND_CLIENT_CERTIFICATE: it cannot be read as PEM: " },
        { "BACKEND_CLIENT_CERTIFICATE_FILE=file-with-key BACKEND_CLIENT_KEY=key", "BACKEND_CLIENT_CERTIFICATE_FILE: with-a-key.pem holds a private key, which would be one in the repository; right is BACKEND_CLIENT_KEY, from a secret" },
        { "BACKEND_CLIENT_KEY_FILE=file-with-key", "BACKEND_CLIENT_KEY_FILE: a key in the deployment package would be one in the repository; right is BACKEND_CLIENT_KEY, from a secret" },
        { "BACKEND_CA=certificate BACKEND_CA_FILE=file-with-key", "BACKEND_CA: is set, and so is BACKEND_CA_FILE; right is one of them" },
        { "BACKEND_CA=key", "BACKEND_CA: it holds no certificate" },
    };

    [Theory]
    [MemberData(nameof(WrongCertificates))]
    public async Task WrongCertificate_Is503_AndNoKeyIsInTheLog(string settings, string detail)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var authority = TestAuthority.Create();
        var (certificate, key) = authority.IssueForClient();
        var (expired, expiredKey) = authority.IssueForClient(daysLeft: -1);
        using var curve = ECDsa.Create();
        curve.ImportFromPem(key);
        var texts = new Dictionary<string, string>
        {
            ["certificate"] = certificate,
            ["key"] = key,
            ["other-key"] = authority.IssueForClient().Key,
            ["broken-key"] = key.Replace("MIG", "MII", StringComparison.Ordinal),
            ["encrypted-key"] = curve.ExportEncryptedPkcs8PrivateKeyPem("password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)),
            ["expired"] = expired,
            ["expired-key"] = expiredKey,
            ["broken"] = certificate.Replace("MII", "MIA", StringComparison.Ordinal),
            ["file-with-key"] = "with-a-key.pem",
        };
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "with-a-key.pem"), $"{certificate}\n{key}\n");
        var pairs = settings.Split(' ').Select(pair => pair.Split('=')).ToList();
        var line = await RefusalAsync(With([.. pairs.Select(pair => (pair[0], texts[pair[1]]))]), "BACKEND");

        Assert.Contains(detail, JsonDocument.Parse(line).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", line, StringComparison.Ordinal);
        Assert.All(pairs.Select(pair => texts[pair[1]].Split('\n')).Where(text => text.Length > 1), text => Assert.DoesNotContain(text[1][..20], line, StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> With(params (string Name, string Value)[] settings) =>
        new(Right.Where(setting => !settings.Any(other => other.Name == setting.Key)).Concat(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))));

    /// <summary>What a function with these settings logs of a request, which it answers with 503, and without a word of them.</summary>
    private static async Task<string> RefusalAsync(Dictionary<string, string?> settings, string unsaid)
    {
        using var log = new MemoryStream();
        using var unconfigured = Function.FromEnvironment(new RestApiEvents(), settings.GetValueOrDefault, log);
        await using var output = await unconfigured.HandleAsync(new MemoryStream("{}"u8.ToArray()), new LambdaContext(TimeSpan.FromSeconds(27)));
        using var result = await JsonDocument.ParseAsync(output);
        Assert.Equal(503, result.RootElement.GetProperty("statusCode").GetInt32());
        Assert.DoesNotContain(unsaid, result.RootElement.GetProperty("body").GetString(), StringComparison.Ordinal);
        return Encoding.UTF8.GetString(log.ToArray());
    }
}
