using ServerlessProxy1.LocalGateway;

namespace ServerlessProxy1.Tests;

/// <summary>The forwarding contract behind a REST API.</summary>
public sealed class RestApiForwardingTests : ForwardingTests
{
    /// <inheritdoc/>
    protected override Api Api { get; } = new(new RestApiGateway(), new RestApiEvents());
}
