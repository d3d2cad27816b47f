namespace ServerlessProxy.Tests;

/// <summary>Who may call: the settings, and the callers' addresses.</summary>
public sealed class CallerPolicyTests
{
    private const string Secret = "0123456789abcdef";
    private const string OneOf = "must be one of api-key, bitbucket, gitea, github, gitlab, iam, jwt, none, slack, standard-webhooks, stripe";
    private const string TooShort = "must be a secret of at least 16 bytes that are not all blank";
    private const string Unresolved = "is a reference that CloudFormation did not resolve. Deploy the stack again";
    private const string NoBase64 = "must be base64";
    private const string NoRanges = "must be address ranges such as 192.0.2.0/24, separated by commas";

    [Theory]
    [InlineData("api-key")]
    [InlineData("iam")]
    [InlineData("jwt")]
    [InlineData("none")]
    public void Auth_ThatIsTheGateways_LetsAllPass(string auth) =>
        CallerPolicy.Read(Settings(("AUTH", auth)), TimeProvider.System).Check(From(null));

    public static TheoryData<string, string?, string?, string?, string?> WrongSettings => new()
    {
        { $"AUTH: {OneOf}", null, Secret, null, null },
        { $"AUTH: {OneOf}", "", Secret, null, null },
        { $"AUTH: {OneOf}", "auto", Secret, null, null },
        { $"AUTH: {OneOf}", "GitHub", Secret, null, null },
        { $"WEBHOOK_SECRET: {TooShort}", "github", null, null, null },
        { $"WEBHOOK_SECRET: {TooShort}", "github", "", null, null },
        { $"WEBHOOK_SECRET: {TooShort}", "github", "0123456789abcde", null, null },
        { $"WEBHOOK_SECRET: {TooShort}", "github", "                ", null, null },
        { $"WEBHOOK_SECRET: {TooShort}", "github", "\t\t\t\t\t\t\t\t\n\n\n\n\n\n\n\n", null, null },
        { $"WEBHOOK_SECRET: {TooShort}", "gitlab", "\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0", null, null },
        { $"WEBHOOK_SECRET: {TooShort}", "standard-webhooks", "whsec_                ", null, null },
        { $"WEBHOOK_SECRET: {TooShort}", "standard-webhooks", "whsec_MDEyMzQ1Njc4OWFiY2Rl", null, null },
        { $"WEBHOOK_SECRET: {TooShort}", "standard-webhooks", "whsec_ICAgICAgICAgICAgICAgIA==", null, null },
        { $"WEBHOOK_SECRET: {Unresolved}", "github", "{{resolve:secretsmanager:arn:SecretString}}", null, null },
        { $"WEBHOOK_SECRET: {NoBase64}", "standard-webhooks", "whsec_no base64 at all", null, null },
        { $"WEBHOOK_SECRET_2: {TooShort}", "github", Secret, "", null },
        { $"WEBHOOK_SECRET_2: {TooShort}", "github", Secret, "short", null },
        { $"WEBHOOK_SECRET_2: {TooShort}", "github", Secret, "                ", null },
        { $"WEBHOOK_SECRET_2: {TooShort}", "standard-webhooks", "MDEyMzQ1Njc4OWFiY2RlZg==", "whsec_ ", null },
        { $"ALLOWED_CIDRS: {NoRanges}", "none", null, null, "192.0.2.1/33" },
        { $"ALLOWED_CIDRS: {NoRanges}", "none", null, null, "anywhere" },
        { $"ALLOWED_CIDRS: {NoRanges}", "none", null, null, "192.0.2.0/24;198.51.100.0/24" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public void Function_ThatCannotTellWhoMayCall_DoesNotStart(string message, string? auth, string? secret, string? second, string? cidrs)
    {
        using var log = new MemoryStream();
        var settings = Settings(("AUTH", auth), ("WEBHOOK_SECRET", secret), ("WEBHOOK_SECRET_2", second), ("ALLOWED_CIDRS", cidrs));
        var exception = Assert.Throws<ConfigurationException>(() => Function.FromEnvironment(new RestApiEvents(), settings, log));
        Assert.Equal(message, exception.Message);
        Assert.DoesNotContain(secret is { Length: > 0 } ? secret : "\n", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github", "0123456789abcdef")]
    [InlineData("github", "éééééééé")]
    [InlineData("standard-webhooks", "whsec_MDEyMzQ1Njc4OWFiY2RlZg==")]
    public void Secret_OfSixteenBytes_IsAccepted(string auth, string secret) =>
        Assert.NotNull(CallerPolicy.Read(Settings(("AUTH", auth), ("WEBHOOK_SECRET", secret)), TimeProvider.System).Signature);

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("198.51.100.0/24, 192.0.2.7/32", "192.0.2.7", true)]
    [InlineData("198.51.100.0/24, 192.0.2.7/32", "192.0.2.8", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("0.0.0.0/0", "192.0.2.1", true)]
    [InlineData("192.0.2.0/24", "", false)]
    [InlineData("192.0.2.0/24", "unknown", false)]
    [InlineData("192.0.2.0/24", null, false)]
    [InlineData("", "203.0.113.9", true)]
    [InlineData("", null, true)]
    public void Address_IsAllowed_WhereItsNetworkIs(string cidrs, string? address, bool allowed)
    {
        var policy = CallerPolicy.Read(Settings(("AUTH", "none"), ("ALLOWED_CIDRS", cidrs)), TimeProvider.System);
        var exception = Record.Exception(() => policy.Check(From(address)));
        Assert.Equal(allowed ? null : ErrorKind.Forbidden, (exception as ProxyException)?.Kind);
    }

    private static GatewayRequest From(string? address) => new() { Method = "GET", Path = "/", SourceIp = address };

    private static Func<string, string?> Settings(params (string Name, string? Value)[] settings) =>
        name => settings.FirstOrDefault(setting => setting.Name == name).Value;
}
