using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>Tests signed webhooks with an HTTP API.</summary>
public sealed class HttpApiWebhookTests : WebhookForwardingTests
{
    /// <inheritdoc/>
    protected override Api Api { get; } = new(new HttpApiGateway(), new HttpApiEvents());
}
