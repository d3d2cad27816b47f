namespace ServerlessProxy.Tests;

/// <summary>The function behind an HTTP API.</summary>
public sealed class HttpApiFunctionTests : FunctionTests
{
    /// <inheritdoc/>
    protected override IGatewayEvents Events { get; } = new HttpApiEvents();

    /// <inheritdoc/>
    protected override string SparseEvent =>
        """{"rawPath":"/forward/x","headers":null,"requestContext":{"http":{"method":"GET"}}}""";
}
