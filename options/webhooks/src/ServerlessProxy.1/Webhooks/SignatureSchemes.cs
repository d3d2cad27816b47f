namespace ServerlessProxy;

/// <summary>The schemes by the value of <c>AUTH</c>.</summary>
public static class SignatureSchemes
{
    /// <summary>One entry for each provider, with the page that documents it.</summary>
    public static IReadOnlyDictionary<string, SignatureScheme> ByName { get; } = new Dictionary<string, SignatureScheme>
    {
        // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries. All hooks that subscribe to
        // an event share the delivery's name:
        // https://docs.github.com/en/rest/repos/webhooks#list-deliveries-for-a-repository-webhook (`guid`).
        ["github"] = new("X-Hub-Signature-256")
        {
            Prefix = "sha256=",
            DeliveryHeader = "X-GitHub-Delivery",
            DeliveryScope = ["X-GitHub-Hook-ID", "X-GitHub-Hook-Installation-Target-ID"],
        },

        // https://docs.gitlab.com/user/project/integrations/webhooks/#secret-token
        ["gitlab"] = new("X-Gitlab-Token") { Format = SignatureFormat.Secret, DeliveryHeader = "Idempotency-Key" },

        // https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/#Secure-webhooks,
        // https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#HTTP-headers
        ["bitbucket"] = new("X-Hub-Signature") { Prefix = "sha256=", DeliveryHeader = "X-Request-UUID" },

        // https://docs.gitea.com/usage/webhooks
        ["gitea"] = new("X-Gitea-Signature") { DeliveryHeader = "X-Gitea-Delivery" },

        // https://docs.stripe.com/webhooks#verify-manually. The body contains the event's id.
        ["stripe"] = new("Stripe-Signature")
        {
            Separator = ',',
            Prefix = "v1=",
            TimestampPrefix = "t=",
            Preamble = "{timestamp}.",
        },

        // https://docs.slack.dev/authentication/verifying-requests-from-slack. The body contains the event's id.
        ["slack"] = new("X-Slack-Signature")
        {
            Prefix = "v0=",
            TimestampHeader = "X-Slack-Request-Timestamp",
            Preamble = "v0:{timestamp}:",
        },

        // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
        ["standard-webhooks"] = new("webhook-signature")
        {
            Separator = ' ',
            Prefix = "v1,",
            Format = SignatureFormat.Base64,
            TimestampHeader = "webhook-timestamp",
            IdHeader = "webhook-id",
            Preamble = "{id}.{timestamp}.",
            Base64SecretPrefix = "whsec_",
            DeliveryHeader = "webhook-id",
        },
    };
}
