using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>Tests the forwarding contract with an HTTP API.</summary>
public sealed class HttpApiForwardingTests : ForwardingTests
{
    /// <inheritdoc/>
    protected override Api Api { get; } = new(new HttpApiGateway(), new HttpApiEvents());

    [Theory]
    [InlineData("?a&b=&=c")]
    [InlineData("?a=b+c&A=%2b&[x]=%")]
    [InlineData("?a=1?2/3")]
    public async Task F05_Query_ReachesTheBackendByteForByte(string query)
    {
        await using var proxy = await TestProxy.StartAsync(Api);
        Assert.Equal("/" + query, (await proxy.ForwardAsync("GET", "/" + query)).Target);
    }
}
