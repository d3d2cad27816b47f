using System.Collections.Frozen;

namespace ServerlessProxy;

/// <summary>The sources of delivery ids, by the name that <c>AUTH</c> has for them: a field of one provider means
/// nothing in a request of another.</summary>
public static class DeliveryIdSources
{
    /// <summary>The draft of https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/, for callers
    /// that do not send webhooks.</summary>
    private static readonly DeliveryIdSource IdempotencyKey = new("Idempotency-Key");

    /// <summary>Their bodies hold the event's id and are signed; a header field would not be.</summary>
    private static readonly DeliveryIdSource Body = new(Header: null);

    /// <summary>One entry for each <c>AUTH</c>, with the page that documents it.</summary>
    public static FrozenDictionary<string, DeliveryIdSource> ByAuth { get; } = new Dictionary<string, DeliveryIdSource>
    {
        // It names the event, and all hooks that subscribe to it have the same:
        // https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers,
        // https://docs.github.com/en/rest/repos/webhooks#list-deliveries-for-a-repository-webhook (`guid`).
        ["github"] = new("X-GitHub-Delivery") { Beside = ["X-GitHub-Hook-ID", "X-GitHub-Hook-Installation-Target-ID"] },

        // The same in each retry, and the value of `webhook-id` where that is sent too:
        // https://docs.gitlab.com/user/project/integrations/webhooks/#delivery-headers
        ["gitlab"] = IdempotencyKey,

        // https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#HTTP-headers
        ["bitbucket"] = new("X-Request-UUID"),

        // https://docs.gitea.com/usage/webhooks
        ["gitea"] = new("X-Gitea-Delivery"),

        // https://docs.stripe.com/webhooks#handle-duplicate-events
        ["stripe"] = Body,

        // https://docs.slack.dev/apis/events-api/
        ["slack"] = Body,

        // Signed too: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
        ["standard-webhooks"] = new("webhook-id"),

        ["api-key"] = IdempotencyKey,
        ["iam"] = IdempotencyKey,
        ["jwt"] = IdempotencyKey,
        ["none"] = IdempotencyKey,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
