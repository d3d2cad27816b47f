using Microsoft.AspNetCore.Http;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>The forwarding contract behind a REST API.</summary>
public sealed class RestApiForwardingTests : ForwardingTests
{
    /// <inheritdoc/>
    protected override Api Api { get; } = new(new RestApiGateway(), new RestApiEvents());

    /// <summary>Not the proxy, but API Gateway on its way back: README.md says what to do about it.</summary>
    [Fact]
    public async Task RestApi_GivesSomeOfTheAnswersHeadersAnotherName()
    {
        await using var proxy = await TestProxy.StartAsync(Api, context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"ci\"";
            return Task.CompletedTask;
        });
        using var response = await proxy.SendAsync("GET", "/");
        Assert.Empty(response.Headers.WwwAuthenticate);
        Assert.Equal(["Basic realm=\"ci\""], response.Headers.GetValues("x-amzn-Remapped-WWW-Authenticate"));
    }
}
