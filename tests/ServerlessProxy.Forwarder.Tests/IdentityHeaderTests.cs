using System.Collections.Frozen;
using ServerlessProxy;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Checks F09: the headers that proxies use to identify a caller, as the contract lists them. A name that ends in
/// <c>*</c> is a prefix.
/// </summary>
public sealed class IdentityHeaderTests
{
    private const string Forged = "admin";

    /// <summary>The list of the contract.</summary>
    private static readonly string[] Contract =
    [
        "X-Forwarded-User", "X-Forwarded-Groups", "X-Forwarded-Email", "X-Forwarded-Preferred-Username",
        "X-Forwarded-Access-Token", "X-Forwarded-Client-Cert", "X-Forwarded-Ssl", "X-Forwarded-Prefix",
        "X-Forwarded-*", "Forwarded", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP",
        "CF-Connecting-IP", "X-Original-URL", "X-Original-Host", "X-Rewrite-URL", "Remote-User",
        "X-Remote-*", "X-Auth-Request-*", "X-Authenticated-*", "X-WebAuth-*", "X-SSL-*", "SSL-Client-*", "Client-Cert*",
        "X-Client-Cert*", "X-ARR-ClientCert", "X-Amzn-Oidc-*", "X-Amzn-Mtls-*", "X-MS-CLIENT-PRINCIPAL*",
        "X-Goog-Authenticated-User-*", "Cf-Access-*", "Tailscale-User-*",
    ];

    /// <summary>Names with another meaning that begin or end like those of the contract.</summary>
    private static readonly string[] Others =
    [
        "X-Forwarded", "User", "X-Real-IP-Of", "Remote-Users", "X-User", "X-Original-URLs", "XX-Forwarded-User",
        "Client-Ceremony", "Cf-Ray", "X_Custom_Header",
    ];

    /// <summary>
    /// Every spelling of every name: as listed, in lower case, in upper case, and each with <c>_</c>.
    /// </summary>
    public static IEnumerable<string> Spellings => Contract
        .SelectMany(name => name.EndsWith("-*", StringComparison.Ordinal) ? [$"{name[..^1]}Anything"]
            : name.EndsWith('*') ? new[] { name[..^1], $"{name[..^1]}-Anything" } : [name])
        .SelectMany(name => new[] { name, name.ToLowerInvariant(), name.ToUpperInvariant() })
        .SelectMany(name => new[] { name, name.Replace('-', '_') })
        .Distinct(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F09_IdentityHeaderOfTheCaller_DoesNotReachTheBackend(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url);
        foreach (var name in Spellings)
        {
            Assert.Equal(
                200,
                (
                    await function.SendAsync(
                        new Request
                        {
                            Method = "POST",
                            Headers = [new(name, Forged)],
                            Body = [1],
                        })
                ).Status);
            Assert.DoesNotContain(
                backend.All[^1].Headers,
                header => header.Value.Contains(Forged, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F09_HeaderWithASimilarName_ReachesTheBackend(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url);
        await function.SendAsync(
            new Request { Headers = [.. Others.Select(name => KeyValuePair.Create(name, Forged))] });
        Assert.All(Others, name => Assert.Equal(Forged, backend.Single().Headers[name]));
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F09_TrustedHeader_Passes_InEveryLetterCase_AndNoOtherDoes(EventType type)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url, settings => settings with
        {
            Forwarding = settings.Forwarding with
            {
                TrustedHeaders = new[] { "X-Remote-User" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            },
        });
        foreach (var name in new[] { "X-Remote-User", "x-remote-user", "X-REMOTE-USER" })
        {
            await function.SendAsync(
                new Request
                {
                    Headers = [new(name, Forged), new("X-Remote-Groups", "wheel"), new("X_Remote_User", "other")],
                });
            Assert.Equal(Forged, backend.All[^1].Headers["X-Remote-User"]);
            Assert.DoesNotContain(backend.All[^1].Headers, header => header.Value is "wheel" or "other");
        }
    }

    public static TheoryData<string, string?> TrustedHeaders => new()
    {
        { "", null },
        { "X-Remote-User", null },
        { " X-Remote-User , x-forwarded-user ", null },
        { "X-Custom", null },
        { "X-Remote-User,Host", "Host" },
        { "host", "host" },
        { "Connection", "Connection" },
        { "transfer-encoding", "transfer-encoding" },
        { "Proxy_Authorization", "Proxy_Authorization" },
        { "X-API-Key", "X-API-Key" },
        { "Authorization", "Authorization" },
        { "X-Amz-Security-Token", "X-Amz-Security-Token" },
        { "X-Forwarded-For", "X-Forwarded-For" },
        { "x_forwarded_for", "x_forwarded_for" },
        { "X-Forwarded-Host", "X-Forwarded-Host" },
        { "X-Forwarded-Proto", "X-Forwarded-Proto" },
        { "X-Forwarded-Port", "X-Forwarded-Port" },
        { "X-Forwarded-Prefix", "X-Forwarded-Prefix" },
        { "Forwarded", "Forwarded" },
        { "Via", "Via" },
        { "Content-Length", "Content-Length" },
        { "X-Amzn-Trace-Id", "X-Amzn-Trace-Id" },
    };

    [Theory]
    [MemberData(nameof(TrustedHeaders))]
    public void F09_TrustedHeaders_RejectsHeadersOfTheProxyOrTheProtocol(string setting, string? refused)
    {
        var settings = new Dictionary<string, string?>
        {
            ["BACKEND_URL"] = "http://backend",
            ["ROUTE_PREFIX"] = "/forward",
            ["BACKEND_TIMEOUT_SECONDS"] = "1",
            ["TRUSTED_HEADERS"] = setting,
        };
        var exception = Record.Exception(() => Settings.Read(settings.GetValueOrDefault));
        Assert.Equal(
            refused is null ? null : $"TRUSTED_HEADERS: \"{refused}\" cannot be taken from callers. Remove it.",
            exception?.Message);
    }
}
