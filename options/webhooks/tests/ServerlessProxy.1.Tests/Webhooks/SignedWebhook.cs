using System.Text;

namespace ServerlessProxy.Tests;

/// <summary>Represents a webhook with a valid signature.</summary>
/// <param name="Scheme">The scheme's name.</param>
/// <param name="Secret">The secret of the signature.</param>
/// <param name="SignedAt">The time of the signature, in seconds since 1970; 0 if the scheme has no time.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">The header fields of the signature. The first contains the signature itself.</param>
public sealed record SignedWebhook(
    string Scheme,
    string Secret,
    long SignedAt,
    string Body,
    IReadOnlyList<Header> Headers)
{
    private const string SlackBody =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    /// <summary>One webhook for each scheme. The values are from the provider's documentation (GitHub, Bitbucket,
    /// Slack, Standard Webhooks) or computed with <c>openssl dgst -sha256 -hmac</c>.</summary>
    public static IReadOnlyList<SignedWebhook> All { get; } =
    [
        new(
            "github", "It's a Secret to Everybody", 0, "Hello, World!",
            [
                new("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
            ]),
        new(
            "gitlab", "It's a Secret to Everybody", 0, """{"object_kind":"push"}""",
            [
                new("X-Gitlab-Token", "It's a Secret to Everybody"),
            ]),
        new(
            "bitbucket", "It's a Secret to Everybody", 0, "Hello World!",
            [
                new("X-Hub-Signature", "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"),
            ]),
        new(
            "gitea", "It's a Secret to Everybody", 0, """{"ref":"refs/heads/main"}""",
            [
                new("X-Gitea-Signature", "6a42699496d8c4fb346af1c930df527931a321e28ada69dbc5ee82f438517fd2"),
            ]),
        new(
            "stripe", "whsec_test_secret_of_stripe", 1614265330, """{"id":"evt_1"}""",
            [
                new(
                    "Stripe-Signature",
                    "t=1614265330,"
                    + "v1=fa24a3923b918c79e70d2e3b6088e6e35141c66306a1d5de5d2f6f290eeb949c,"
                    + "v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39"),
            ]),
        new(
            "slack", "8f742231b10e8888abcd99yyyzzz85a5", 1531420618, SlackBody,
            [
                new("X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
                new("X-Slack-Request-Timestamp", "1531420618"),
            ]),
        new(
            "standard-webhooks", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330, """{"test": 2432232314}""",
            [
                new("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
                new("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                new("webhook-timestamp", "1614265330"),
            ]),
    ];

    /// <summary>All webhooks as test cases.</summary>
    public static TheoryData<SignedWebhook> Cases => [.. All];

    /// <summary>Returns the webhook of a scheme.</summary>
    public static SignedWebhook Of(string scheme) => All.Single(webhook => webhook.Scheme == scheme);

    /// <summary>Returns a copy with another value of a header field. Null removes the field.</summary>
    public SignedWebhook With(string name, string? value) =>
        this with
        {
            Headers =
            [
                .. Headers
                    .Select(header => header.Name == name ? new Header(name, value!) : header)
                    .Where(header => header.Value is not null),
            ],
        };

    /// <summary>Returns the webhook as the request in API Gateway's event.</summary>
    public GatewayRequest Request() => new()
    {
        Method = "POST",
        Path = "/",
        Headers = Headers,
        Body = Encoding.UTF8.GetBytes(Body),
    };

    /// <summary>Returns the policy that accepts the webhook at the time of the signature.</summary>
    /// <param name="later">Seconds to add to that time.</param>
    public CallerPolicy Policy(long later = 0)
    {
        Func<string, string?> setting = name => name switch { "AUTH" => Scheme, "WEBHOOK_SECRET" => Secret, _ => null };
        return CallerPolicy.Read(setting, WebhookSignature.Read(setting, new FixedClock(SignedAt + later)));
    }

    /// <inheritdoc/>
    public override string ToString() => Scheme;
}
