namespace ServerlessProxy.Tests;

/// <summary>Tests who may call: the settings and the callers' addresses.</summary>
public sealed class CallerPolicyTests
{
    private const string NoRanges = "contains an invalid range. Use ranges such as 192.0.2.0/24, separated by commas.";

    [Theory]
    [InlineData("api-key")]
    [InlineData("iam")]
    [InlineData("jwt")]
    [InlineData("none")]
    public void Auth_ThatIsTheGateways_LetsAllPass(string auth) =>
        CallerPolicy.Read(Settings(("AUTH", auth))).Check(From(null));

    public static TheoryData<string, string?, string?> WrongSettings => new()
    {
        { "AUTH: \"\" is not supported. Use one of api-key, iam, jwt, none.", null, null },
        { "AUTH: \"\" is not supported. Use one of api-key, iam, jwt, none.", "", null },
        { "AUTH: \"auto\" is not supported. Use one of api-key, iam, jwt, none.", "auto", null },
        { "AUTH: \"IAM\" is not supported. Use one of api-key, iam, jwt, none.", "IAM", null },
        { $"ALLOWED_CIDRS: \"192.0.2.1/33\" {NoRanges}", "none", "192.0.2.1/33" },
        { $"ALLOWED_CIDRS: \"anywhere\" {NoRanges}", "none", "anywhere" },
        { $"ALLOWED_CIDRS: \"192.0.2.0/24;198.51.100.0/24\" {NoRanges}", "none", "192.0.2.0/24;198.51.100.0/24" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public void Policy_ThatCannotTellWhoMayCall_IsRefused(string message, string? auth, string? cidrs) =>
        Assert.Equal(
            message,
            Assert
                .Throws<ConfigurationException>(() =>
                    CallerPolicy.Read(Settings(("AUTH", auth), ("ALLOWED_CIDRS", cidrs))))
                .Message);

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
        var policy = CallerPolicy.Read(Settings(("AUTH", "none"), ("ALLOWED_CIDRS", cidrs)));
        var exception = Record.Exception(() => policy.Check(From(address)));
        Assert.Equal(allowed ? null : ErrorKind.Forbidden, (exception as ProxyException)?.Kind);
    }

    private static GatewayRequest From(string? address) => new() { Method = "GET", Path = "/", SourceIp = address };

    private static Func<string, string?> Settings(params (string Name, string? Value)[] settings) =>
        name => settings.FirstOrDefault(setting => setting.Name == name).Value;
}
