using System.Security.Cryptography;
using System.Text;

namespace ServerlessProxy.Tests;

/// <summary>Tests which signatures of webhooks are accepted, and that all others are rejected.</summary>
public sealed class WebhookSignatureTests
{
    private const string OtherSecret = "whsec_c2VjcmV0IG9mIHNvbWVib2R5";

    public static TheoryData<string> TimedSchemes => ["stripe", "slack", "standard-webhooks"];

    [Fact]
    public void Signature_OfEveryScheme_HasAVector() =>
        Assert.Equal(
            SignatureSchemes.ByName.Keys.Order(StringComparer.Ordinal),
            SignedWebhook.All.Select(webhook => webhook.Scheme).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(SignedWebhook.Cases), MemberType = typeof(SignedWebhook))]
    public void Signature_ThatIsRight_IsAccepted(SignedWebhook webhook) => webhook.Policy().Check(webhook.Request());

    [Theory]
    [MemberData(nameof(SignedWebhook.Cases), MemberType = typeof(SignedWebhook))]
    public void Signature_OfAnotherBody_IsRefused(SignedWebhook webhook)
    {
        // GitLab's token does not sign the body.
        if (webhook.Scheme != "gitlab")
        {
            AssertRefused(webhook with { Body = webhook.Body + " " });
            AssertRefused(webhook with { Body = "" });
        }
    }

    [Theory]
    [MemberData(nameof(SignedWebhook.Cases), MemberType = typeof(SignedWebhook))]
    public void Signature_OfAnotherSecret_IsRefused(SignedWebhook webhook) =>
        AssertRefused((webhook with { Secret = OtherSecret }).Policy(), webhook.Request());

    [Theory]
    [MemberData(nameof(SignedWebhook.Cases), MemberType = typeof(SignedWebhook))]
    public void Signature_WithAnyHeaderMissingOrEmptyOrRepeated_IsRefused(SignedWebhook webhook)
    {
        foreach (var (name, value) in webhook.Headers)
        {
            AssertRefused(webhook.With(name, null));
            AssertRefused(webhook.With(name, ""));
            AssertRefused(webhook with { Headers = [.. webhook.Headers, new(name, value)] });
            AssertRefused(webhook with { Headers = [.. webhook.Headers, new(name.ToUpperInvariant(), "")] });

            // An HTTP API joins repeated headers.
            AssertRefused(webhook.With(name, $"{value},{value}"));
        }
    }

    [Theory]
    [MemberData(nameof(SignedWebhook.Cases), MemberType = typeof(SignedWebhook))]
    public void Signature_WithAnyCharacterChanged_IsRefused(SignedWebhook webhook)
    {
        var (name, value) = webhook.Headers[0];
        var end = value.IndexOf(",v0=", StringComparison.Ordinal) is var other and > 0 ? other : value.Length;

        // The last characters of base64 contain padding.
        var length = webhook.Scheme == "standard-webhooks" ? end - 2 : end;
        for (var index = 0; index < length; index++)
        {
            var changed = value.ToCharArray();
            changed[index] = changed[index] == 'a' ? 'b' : 'a';
            AssertRefused(webhook.With(name, new string(changed)));
        }
    }

    [Theory]
    [InlineData("github", "sha256=")]
    [InlineData("github", "sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("github", "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("github", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1")]
    [InlineData("github", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e")]
    [InlineData("github", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17 ")]
    [InlineData("github", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1700")]
    [InlineData("github", "sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("gitlab", "it's a secret to everybody")]
    [InlineData("gitlab", "It's a Secret to Everybod")]
    [InlineData("stripe", "v1=fa24a3923b918c79e70d2e3b6088e6e35141c66306a1d5de5d2f6f290eeb949c")]
    [InlineData("stripe", "t=1614265330")]
    [InlineData("stripe", "t=1614265330,v0=fa24a3923b918c79e70d2e3b6088e6e35141c66306a1d5de5d2f6f290eeb949c")]
    [InlineData("stripe", "t=1614265330,v1=")]
    [InlineData(
        "stripe",
        "t=1614265330,t=1614265330,v1=fa24a3923b918c79e70d2e3b6088e6e35141c66306a1d5de5d2f6f290eeb949c"
    )]
    [InlineData("stripe", "t=1614265331,v1=fa24a3923b918c79e70d2e3b6088e6e35141c66306a1d5de5d2f6f290eeb949c")]
    [InlineData("standard-webhooks", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("standard-webhooks", "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("standard-webhooks", "v1,g0hM9SsE+OTPJTGt")]
    public void Signature_ThatIsMalformed_IsRefused(string scheme, string value)
    {
        var webhook = SignedWebhook.Of(scheme);
        AssertRefused(webhook.With(webhook.Headers[0].Name, value));
    }

    [Theory]
    [MemberData(nameof(TimedSchemes))]
    public void Signature_IsGoodForFiveMinutes_EitherWay(string scheme)
    {
        var webhook = SignedWebhook.Of(scheme);
        webhook.Policy(later: 300).Check(webhook.Request());
        webhook.Policy(later: -300).Check(webhook.Request());
        AssertRefused(webhook.Policy(later: 301), webhook.Request());
        AssertRefused(webhook.Policy(later: -301), webhook.Request());
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("+1531420618")]
    [InlineData("-1531420618")]
    [InlineData("1531420618.0")]
    [InlineData(" 1531420618")]
    [InlineData("99999999999999999999")]
    public void Signature_WithNoTime_IsRefused(string timestamp) =>
        AssertRefused(SignedWebhook.Of("slack").With("X-Slack-Request-Timestamp", timestamp));

    [Theory]
    [InlineData(
        "stripe",
        "t=1614265330,v1=0000000000000000000000000000000000000000000000000000000000000000,"
            + "v1=fa24a3923b918c79e70d2e3b6088e6e35141c66306a1d5de5d2f6f290eeb949c"
    )]
    [InlineData(
        "stripe",
        "v1=fa24a3923b918c79e70d2e3b6088e6e35141c66306a1d5de5d2f6f290eeb949c,"
            + "v1=0000000000000000000000000000000000000000000000000000000000000000,"
            + "t=1614265330"
    )]
    [InlineData(
        "standard-webhooks",
        "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )]
    [InlineData("standard-webhooks", "v1a,other v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v2,other")]
    public void Signature_AmongThoseOfAProviderThatRotates_IsAccepted(string scheme, string value)
    {
        var webhook = SignedWebhook.Of(scheme);
        webhook.Policy().Check(webhook.With(webhook.Headers[0].Name, value).Request());
    }

    [Theory]
    [MemberData(nameof(SignedWebhook.Cases), MemberType = typeof(SignedWebhook))]
    public void Signature_WithEitherOfTwoSecrets_IsAccepted(SignedWebhook webhook)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        foreach (var (first, second) in new[] { (webhook.Secret, OtherSecret), (OtherSecret, webhook.Secret) })
        {
            WebhookSignature
                .Read(Settings(webhook.Scheme, first, second), new FixedClock(webhook.SignedAt))!
                .Check(webhook.Request());
        }
    }

    /// <summary>A webhook without a body also has a signature.</summary>
    [Fact]
    public void Signature_OfNoBody_IsAccepted()
    {
        var webhook = SignedWebhook.Of("github");
        var signature =
            $"sha256={Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(webhook.Secret), ""u8))}";
        webhook.Policy().Check(webhook.With("X-Hub-Signature-256", signature).Request() with { Body = null });
    }

    [Fact]
    public void Secret_OfStandardWebhooks_MayStandWithoutItsPrefix()
    {
        var webhook = SignedWebhook.Of("standard-webhooks");
        (webhook with { Secret = webhook.Secret["whsec_".Length..] }).Policy().Check(webhook.Request());
    }

    [Theory]
    [InlineData("github", "X-Hub-Signature-256", null, "not one X-Hub-Signature-256")]
    [InlineData("github", "X-Hub-Signature-256", "sha1=00", "malformed X-Hub-Signature-256")]
    [InlineData("github", "X-Hub-Signature-256", "sha256=00", "malformed X-Hub-Signature-256")]
    [InlineData(
        "github",
        "X-Hub-Signature-256",
        "sha256=0000000000000000000000000000000000000000000000000000000000000000",
        "the signature is of another secret or body"
    )]
    [InlineData("gitlab", "X-Gitlab-Token", "another", "the signature is of another secret or body")]
    [InlineData("stripe", "Stripe-Signature", "t=1614265330, v1=00", "malformed Stripe-Signature")]
    [InlineData("slack", "X-Slack-Request-Timestamp", "1531420000", "no time of signing, or not within five minutes")]
    [InlineData("standard-webhooks", "webhook-id", "", "not one webhook-id")]
    [InlineData("standard-webhooks", "webhook-id", "a.b", "not one webhook-id")]
    public void Refusal_TellsTheLogWhatIsWrong(string scheme, string header, string? value, string detail)
    {
        var webhook = SignedWebhook.Of(scheme);
        Assert.Equal(
            detail,
            Assert.Throws<ProxyException>(() => webhook.Policy().Check(webhook.With(header, value).Request())).Detail);
    }

    /// <summary>A signature must not be valid for another split into id, time and body.</summary>
    [Fact]
    public void Signature_OfStandardWebhooks_CannotBeCutElsewhere()
    {
        const string id = "a", time = "1614265330";
        var key = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var signature =
            "v1,"
            + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{time}.{time}.body")));
        var signed = SignedWebhook.Of("standard-webhooks").With("webhook-signature", signature);
        signed.Policy().Check((signed.With("webhook-id", id) with { Body = $"{time}.body" }).Request());
        AssertRefused(signed.With("webhook-id", $"{id}.{time}") with { Body = "body" });
    }

    private static void AssertRefused(SignedWebhook webhook) => AssertRefused(webhook.Policy(), webhook.Request());

    private static void AssertRefused(CallerPolicy policy, GatewayRequest request) =>
        Assert.Equal(ErrorKind.Unauthorized, Assert.Throws<ProxyException>(() => policy.Check(request)).Kind);

    private static Func<string, string?> Settings(string scheme, string first, string second) => name => name switch
    {
        "AUTH" => scheme,
        "WEBHOOK_SECRET" => first,
        "WEBHOOK_SECRET_2" => second,
        _ => null,
    };
}
