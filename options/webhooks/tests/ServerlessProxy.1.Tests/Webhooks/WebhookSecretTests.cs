namespace ServerlessProxy.Tests;

/// <summary>Tests the settings for webhook secrets.</summary>
public sealed class WebhookSecretTests
{
    private const string Secret = "0123456789abcdef";
    private const string TooShort = "is too short or blank. Use a secret of at least 16 bytes.";
    private const string Unresolved = "is a reference that CloudFormation did not resolve. Deploy the stack again.";
    private const string NoBase64 = "is not base64. Copy the secret from the provider again.";

    public static TheoryData<string, string, string?, string?> WrongSecrets => new()
    {
        { $"WEBHOOK_SECRET: {TooShort}", "github", null, null },
        { $"WEBHOOK_SECRET: {TooShort}", "github", "", null },
        { $"WEBHOOK_SECRET: {TooShort}", "github", "0123456789abcde", null },
        { $"WEBHOOK_SECRET: {TooShort}", "github", "                ", null },
        { $"WEBHOOK_SECRET: {TooShort}", "github", "\t\t\t\t\t\t\t\t\n\n\n\n\n\n\n\n", null },
        { $"WEBHOOK_SECRET: {TooShort}", "gitlab", "\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0\u00A0", null },
        { $"WEBHOOK_SECRET: {TooShort}", "standard-webhooks", "whsec_                ", null },
        { $"WEBHOOK_SECRET: {TooShort}", "standard-webhooks", "whsec_MDEyMzQ1Njc4OWFiY2Rl", null },
        { $"WEBHOOK_SECRET: {TooShort}", "standard-webhooks", "whsec_ICAgICAgICAgICAgICAgIA==", null },
        { $"WEBHOOK_SECRET: {Unresolved}", "github", "{{resolve:secretsmanager:arn:SecretString}}", null },
        { $"WEBHOOK_SECRET: {NoBase64}", "standard-webhooks", "whsec_no base64 at all", null },
        { $"WEBHOOK_SECRET_2: {TooShort}", "github", Secret, "" },
        { $"WEBHOOK_SECRET_2: {TooShort}", "github", Secret, "short" },
        { $"WEBHOOK_SECRET_2: {TooShort}", "github", Secret, "                " },
        { $"WEBHOOK_SECRET_2: {TooShort}", "standard-webhooks", "MDEyMzQ1Njc4OWFiY2RlZg==", "whsec_ " },
    };

    [Theory]
    [MemberData(nameof(WrongSecrets))]
    public void Secret_ThatIsMissingOrWeak_IsRefused_WithoutBeingQuoted(
        string message,
        string auth,
        string? secret,
        string? second)
    {
        var exception = Assert.Throws<ConfigurationException>(() => Read(auth, secret, second));
        Assert.Equal(message, exception.Message);
        Assert.DoesNotContain(secret is { Length: > 0 } ? secret : "\n", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github", "0123456789abcdef")]
    [InlineData("github", "éééééééé")]
    [InlineData("standard-webhooks", "whsec_MDEyMzQ1Njc4OWFiY2RlZg==")]
    public void Secret_OfSixteenBytes_IsAccepted(string auth, string secret) => Assert.NotNull(Read(auth, secret));

    [Theory]
    [InlineData("api-key")]
    [InlineData("GitHub")]
    [InlineData("")]
    public void Auth_ThatIsNotAProvider_HasNoSignature(string auth) => Assert.Null(Read(auth, Secret));

    private static WebhookSignature? Read(string auth, string? secret, string? second = null) => WebhookSignature.Read(
        name => name switch { "AUTH" => auth, "WEBHOOK_SECRET" => secret, "WEBHOOK_SECRET_2" => second, _ => null },
        TimeProvider.System);
}
