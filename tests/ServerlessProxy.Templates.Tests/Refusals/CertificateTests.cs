using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Certificates for the connection to the service: what stands in the repository, and what must not.</summary>
public sealed class CertificateTests
{
    private const string FromSecret = "right is BACKEND_CLIENT_KEY: \"{{resolve:secretsmanager:<the secret's name or ARN>:SecretString}}\"";
    private const string Secret = "{{resolve:secretsmanager:my-proxy-dev-client-key:SecretString}}";

    /// <summary>Settings, and what is wrong with them. The folder of the code has a certificate, one that has expired, a key, and a text that is neither.</summary>
    public static TheoryData<string, string[]> Cases => new()
    {
        { "BACKEND_CA_FILE=certificate.pem", [] },
        { $"BACKEND_CLIENT_CERTIFICATE_FILE=certificate.pem BACKEND_CLIENT_KEY={Secret}", [] },
        { $"BACKEND_CA={Secret} BACKEND_CLIENT_CERTIFICATE={Secret} BACKEND_CLIENT_KEY={Secret}", [] },
        { "BACKEND_CA_FILE=none.pem", ["BACKEND_CA_FILE: \"none.pem\" is not in "] },
        { "BACKEND_CA_FILE=text.pem", ["BACKEND_CA_FILE: \"text.pem\" holds no certificate; "] },
        { "BACKEND_CA_FILE=certificate.pem BACKEND_CA=text", ["BACKEND_CA_FILE: \"certificate.pem\" is there, and so is BACKEND_CA; right is one of them"] },
        { $"BACKEND_CLIENT_CERTIFICATE_FILE=expired.pem BACKEND_CLIENT_KEY={Secret}", ["BACKEND_CLIENT_CERTIFICATE_FILE: \"expired.pem\" was valid until "] },
        { "BACKEND_CLIENT_CERTIFICATE_FILE=certificate.pem", [$"BACKEND_CLIENT_KEY: is missing, and BACKEND_CLIENT_CERTIFICATE_FILE is there; {FromSecret}"] },
        { $"BACKEND_CLIENT_KEY={Secret}", ["BACKEND_CLIENT_CERTIFICATE_FILE: is missing, and BACKEND_CLIENT_KEY is there; "] },
        { "BACKEND_CLIENT_KEY_FILE=key.pem", [$"BACKEND_CLIENT_KEY_FILE: a key in the package is one in the repository; {FromSecret}"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Certificates_AreWhereTheyBelong(string settings, string[] problems)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(problems);
        var folder = await MakeFolderAsync();
        var found = await ProblemsAsync("https://10.0.12.5", settings.Split(' ').Select(setting => setting.Split('=')).ToDictionary(setting => setting[0], setting => setting[1]), folder);
        Assert.Equal(problems.Length, found.Count);
        Assert.All(problems.Zip(found), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Key_InTheFolderOfTheCode_IsAProblem_WhetherItIsUsedOrNot()
    {
        var folder = await MakeFolderAsync();
        using var key = ECDsa.Create();
        await File.WriteAllTextAsync(Path.Combine(folder, "client-key.pem"), key.ExportPkcs8PrivateKeyPem());
        Assert.Equal([$"client-key.pem: holds a private key, which is in the package and in the repository then; {FromSecret}"], await ProblemsAsync("http://10.0.12.5", [], folder));
    }

    [Fact]
    public async Task Certificates_WithoutTls_AreAProblem() =>
        Assert.StartsWith("url: \"http://10.0.12.5\" is not encrypted", Assert.Single(await ProblemsAsync("http://10.0.12.5", new() { ["BACKEND_CA_FILE"] = "certificate.pem" }, await MakeFolderAsync())), StringComparison.Ordinal);

    [Fact]
    public async Task Settings_AboveWhatLambdaTakes_AreAProblem() =>
        Assert.StartsWith("environment: has 4110 bytes, where Lambda takes 4096", Assert.Single(await ProblemsAsync("https://10.0.12.5", new() { ["BACKEND_CA"] = new string('x', 4100) }, await MakeFolderAsync())), StringComparison.Ordinal);

    /// <summary>What CloudFormation fills in comes from the environment of whoever starts the proxy.</summary>
    [Fact]
    public async Task Local_TakesThePemOfTheEnvironment_AndSaysWhereItComesFrom()
    {
        Dictionary<string, string> settings = new() { ["BACKEND_CLIENT_CERTIFICATE_FILE"] = "client.pem", ["BACKEND_CLIENT_KEY"] = Secret };
        var environment = await LocalPlugin.CallAsync("local.localEnvironment", settings, new { BACKEND_CLIENT_KEY = "two\nlines" });
        Assert.Equal(("client.pem", "two\nlines"), ((string?)environment["BACKEND_CLIENT_CERTIFICATE_FILE"], (string?)environment["BACKEND_CLIENT_KEY"]));

        var without = await LocalPlugin.CallAsync("local.localEnvironment", settings, new { });
        Assert.Equal(["BACKEND_CLIENT_KEY: is not set; right is its PEM in the environment: BACKEND_CLIENT_KEY=\"$(cat <file>)\" npm run local"], await LocalPlugin.LinesAsync("local.problems", settings, without));
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(string url, Dictionary<string, string> environment, string folder) =>
        await LocalPlugin.LinesAsync("certificates.problems", new { custom = new { proxy = new { url } }, provider = new { environment }, functions = new { forward = new { }, other = new { } } }, folder);

    private static async Task<string> MakeFolderAsync()
    {
        var folder = Repository.EmptyArtifacts("tests", "certificates");
        await File.WriteAllTextAsync(Path.Combine(folder, "certificate.pem"), Certificate(daysLeft: 2));
        await File.WriteAllTextAsync(Path.Combine(folder, "expired.pem"), Certificate(daysLeft: -2));
        await File.WriteAllTextAsync(Path.Combine(folder, "text.pem"), "no certificate");
        return folder;
    }

    private static string Certificate(int daysLeft)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(daysLeft));
        return certificate.ExportCertificatePem();
    }
}
