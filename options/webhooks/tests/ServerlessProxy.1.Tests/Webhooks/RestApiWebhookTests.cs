using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>Tests signed webhooks with a REST API.</summary>
public sealed class RestApiWebhookTests : WebhookForwardingTests
{
    /// <inheritdoc/>
    protected override Api Api { get; } = new(new RestApiGateway(), new RestApiEvents());
}
