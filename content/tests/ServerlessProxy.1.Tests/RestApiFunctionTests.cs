namespace ServerlessProxy.Tests;

/// <summary>The function behind a REST API.</summary>
public sealed class RestApiFunctionTests : FunctionTests
{
    /// <inheritdoc/>
    protected override IGatewayEvents Events { get; } = new RestApiEvents();

    /// <inheritdoc/>
    protected override string SparseEvent =>
        """{"httpMethod":"GET","path":"/forward/x","headers":null,"requestContext":null}""";
}
