using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>Tests a program that checks signatures, as Lambda runs it.</summary>
public sealed class WebhookProcessTests
{
    [Fact]
    public async Task Function_ThatIsToCheckSignaturesWithoutASecret_DoesNotStart()
    {
        await using var lambda = await LambdaRuntimeApi.StartAsync(TimeSpan.FromSeconds(27));
        using var function = FunctionProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "bootstrap.dll"),
            lambda.Address,
            new Dictionary<string, string>
            {
                ["AUTH"] = "github",
                ["BACKEND_URL"] = "http://127.0.0.1:1",
                ["ROUTE_PREFIX"] = "/forward",
                ["BACKEND_TIMEOUT_SECONDS"] = "5",
            });
        await function.Exited.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
