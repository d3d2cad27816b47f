using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>Tests the program as Lambda runs it: in a separate process that calls the runtime API.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Program_ServesTheRouteThatItsEnvironmentNames()
    {
        var trace = "";
        await using var backend = await LoopbackServer.StartAsync(
            0,
            context =>
            {
                trace = context.Request.Headers["X-Amzn-Trace-Id"].ToString();
                return context.Response.WriteAsync($"{context.Request.Path}");
            },
            maxBodyBytes: null);
        await using var lambda = await LambdaRuntimeApi.StartAsync();
        await using var gateway = await ApiGateway.StartAsync(new RestApiGateway(), "/hooks/ci", 0, lambda.InvokeAsync);
        using var function = FunctionProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "bootstrap.dll"),
            lambda.Address,
            new Dictionary<string, string>
            {
                ["AUTH"] = "none",
                ["BACKEND_URL"] = $"{backend.Address}jenkins",
                ["ROUTE_PREFIX"] = "/hooks/ci",
                ["BACKEND_TIMEOUT_SECONDS"] = "5",
            });
        using var client = new HttpClient();

        Assert.Equal("/jenkins/job/42", await client.GetStringAsync(new Uri($"{gateway.Address}/hooks/ci/job/42")));
        Assert.Matches("^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$", trace);
        using var other = await client.GetAsync(new Uri($"{gateway.Address}/other"));
        Assert.Equal((HttpStatusCode)new RestApiGateway().NoRoute.Status, other.StatusCode);
    }
}
