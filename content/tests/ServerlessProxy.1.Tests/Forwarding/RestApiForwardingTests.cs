using Microsoft.AspNetCore.Http;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>Tests the forwarding contract with a REST API.</summary>
public sealed class RestApiForwardingTests : ForwardingTests
{
    /// <inheritdoc/>
    protected override Api Api { get; } = new(new RestApiGateway(), new RestApiEvents());

    /// <summary>API Gateway renames these headers, not the proxy. README.md explains how to handle it.</summary>
    [Fact]
    public async Task RestApi_GivesSomeOfTheAnswersHeadersAnotherName()
    {
        using var response = await AnswerAsync(response =>
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            response.Headers.WWWAuthenticate = "Basic realm=\"ci\"";
        });
        Assert.Empty(response.Headers.WwwAuthenticate);
        Assert.Equal(["Basic realm=\"ci\""], response.Headers.GetValues("x-amzn-Remapped-WWW-Authenticate"));
    }
}
