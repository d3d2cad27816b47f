using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ServerlessProxy;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Checks that TLS is always verified. The service may use its own authority, and may require a client certificate.
/// </summary>
public sealed class TlsTests
{
    [Theory]
    [InlineData("127.0.0.1", 30, "BACKEND_CA_FILE", 200)]
    [InlineData("127.0.0.1", 30, "BACKEND_CA", 200)]
    [InlineData("127.0.0.1", 30, null, 502)]
    [InlineData("127.0.0.2", 30, "BACKEND_CA_FILE", 502)]
    [InlineData("127.0.0.1", -1, "BACKEND_CA", 502)]
    public async Task F41_Certificate_IsVerified(string name, int daysLeft, string? setting, int status)
    {
        using var authority = TestAuthority.Create();
        using var certificate = authority.IssueFor(IPAddress.Parse(name), daysLeft);
        await using var backend = await StartAsync(certificate);
        using var file = new PemFile(authority.Pem);
        var configuration = Read(
            setting is null
                ? []
                : new() { [setting] = setting.EndsWith("_FILE", StringComparison.Ordinal) ? file.Name : authority.Pem }
        );
        Assert.Equal(setting is not null, configuration.CertificateChainPolicy is not null);
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            Assert.Equal(status, (await GetAsync(backend, type, configuration)).Status);
        }
    }

    /// <summary>
    /// The certificate that the proxy sends to a backend that trusts one authority, but no intermediate one.
    /// </summary>
    [Theory]
    [InlineData("a certificate of the authority", 200)]
    [InlineData("the same with an RSA key", 200)]
    [InlineData("the same from a file", 200)]
    [InlineData("one of an authority below, with that one's", 200)]
    [InlineData("one of an authority below, without", 502)]
    [InlineData("one of another authority", 502)]
    [InlineData("nothing", 502)]
    public async Task ClientCertificate_IsSent_ToABackendThatRequiresIt(string sent, int status)
    {
        using var authority = TestAuthority.Create();
        using var below = authority.CreateBelow();
        using var other = TestAuthority.Create();
        using var rsa = RSA.Create(2048);
        using var server = authority.IssueFor(IPAddress.Loopback);
        await using var backend = await StartAsync(server, authority.Certificate);

        var issuer = Has("below") ? below : Has("another") ? other : authority;
        var (certificate, key) = issuer.IssueForClient(Has("RSA") ? rsa : null);
        var chain = Has("that one's") ? $"{certificate}\n{below.Pem}\n" : certificate;
        using var file = new PemFile(chain);
        var settings = new Dictionary<string, string?> { ["BACKEND_CA"] = authority.Pem };
        if (!Has("nothing"))
        {
            settings["BACKEND_CLIENT_KEY"] = key;
            settings[Has("file") ? "BACKEND_CLIENT_CERTIFICATE_FILE" : "BACKEND_CLIENT_CERTIFICATE"] = Has("file")
                ? file.Name
                : chain;
        }

        var result = await GetAsync(backend, EventType.Rest, Read(settings));
        Assert.Equal(status, result.Status);
        Assert.Equal(status == 200, Encoding.UTF8.GetString(result.Body) == "Test proxy");

        bool Has(string what) => sent.Contains(what, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F32_PlainTextWhereTlsShouldBe_Is502()
    {
        await using var backend = await ServerlessProxy.LocalGateway.LoopbackServer.StartAsync(
            0,
            _ => Task.CompletedTask,
            maxBodyBytes: null);
        using var function = new FunctionUnderTest(EventType.Rest, $"https://{backend.Address.Authority}");
        Assert.Equal(502, (await function.GetAsync()).Status);
    }

    private static SslClientAuthenticationOptions Read(Dictionary<string, string?> settings) =>
        BackendCertificates.Read(settings.GetValueOrDefault);

    private static async Task<Result> GetAsync(
        WebApplication backend,
        EventType type,
        SslClientAuthenticationOptions tls)
    {
        using var function = new FunctionUnderTest(
            type,
            backend.Urls.Single(),
            settings => settings with { Tls = tls });
        return await function.GetAsync();
    }

    /// <summary>
    /// Starts a server that answers with the name in the client certificate. With an authority, it requires a
    /// certificate of that authority.
    /// </summary>
    private static async Task<WebApplication> StartAsync(
        X509Certificate2 certificate,
        X509Certificate2? authority = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                    listen.UseHttps(
                        new HttpsConnectionAdapterOptions
                        {
                            ServerCertificate = certificate,
                            ClientCertificateMode = authority is null
                                ? ClientCertificateMode.NoCertificate
                                : ClientCertificateMode.RequireCertificate,
                            ClientCertificateValidation = (client, sent, _) =>
                                IsKnown(client, sent!.ChainPolicy.ExtraStore, authority!),
                        })));
        var application = builder.Build();
        application.Run(context =>
            context.Response.WriteAsync(
                context.Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false) ?? "nobody"
            ));
        await application.StartAsync();
        return application;
    }

    private static bool IsKnown(X509Certificate2 client, X509Certificate2Collection sent, X509Certificate2 authority)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        };
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        return chain.Build(client);
    }
}
