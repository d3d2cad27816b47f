using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>TLS is verified, always; the anchor of trust may be a PEM file in the package.</summary>
public sealed class TlsTests
{
    [Theory]
    [InlineData("127.0.0.1", 30, true, 200)]
    [InlineData("127.0.0.1", 30, false, 502)]
    [InlineData("127.0.0.2", 30, true, 502)]
    [InlineData("127.0.0.1", -1, true, 502)]
    public async Task F41_Certificate_IsVerified(string name, int daysLeft, bool authorityIsGiven, int status)
    {
        using var authority = MakeAuthority();
        using var certificate = MakeCertificate(authority, IPAddress.Parse(name), DateTimeOffset.UtcNow.AddDays(daysLeft));
        await using var backend = await StartAsync(certificate);
        var file = Path.Combine(AppContext.BaseDirectory, $"{Guid.NewGuid()}.pem");
        await File.WriteAllTextAsync(file, authority.ExportCertificatePem());
        try
        {
            foreach (var type in new[] { EventType.Rest, EventType.Http })
            {
                var settings = new Dictionary<string, string?>
                {
                    ["BACKEND_URL"] = "https://127.0.0.1",
                    ["ROUTE_PREFIX"] = "/forward",
                    ["BACKEND_TIMEOUT_SECONDS"] = "5",
                    ["AUTH"] = "none",
                    ["BACKEND_CA_FILE"] = authorityIsGiven ? Path.GetFileName(file) : null,
                };
                var authorities = ServerlessProxy1.ProxyConfiguration.Read(settings.GetValueOrDefault).CertificateAuthorities;
                Assert.Equal(authorityIsGiven, authorities is not null);

                using var function = new FunctionUnderTest(type, backend.Urls.Single(), configuration => configuration with { CertificateAuthorities = authorities });
                Assert.Equal(status, (await function.GetAsync()).Status);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task F32_PlainTextWhereTlsShouldBe_Is502()
    {
        await using var backend = await ServerlessProxy1.LocalGateway.LoopbackServer.StartAsync(0, _ => Task.CompletedTask, maxBodyBytes: null);
        using var function = new FunctionUnderTest(EventType.Rest, $"https://{backend.Address.Authority}");
        Assert.Equal(502, (await function.GetAsync()).Status);
    }

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(1));
    }

    private static X509Certificate2 MakeCertificate(X509Certificate2 authority, IPAddress address, DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test backend", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-60), end, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var application = builder.Build();
        application.Run(context => context.Response.WriteAsync("ok"));
        await application.StartAsync();
        return application;
    }
}
