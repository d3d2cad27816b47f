using Microsoft.AspNetCore.Http;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>Tests a program that Lambda restores from a snapshot.</summary>
public sealed class SnapStartTests
{
    /// <summary>With SnapStart, Lambda starts the function when a version is published, and takes its snapshot before
    /// the
    /// first event.</summary>
    [Theory]
    [InlineData("on-demand", false)]
    [InlineData("snap-start", true)]
    public async Task Function_ThatIsStartedForASnapshot_TakesEventsOnceItIsRestored(string initialization, bool waits)
    {
        await using var backend = await LoopbackServer.StartAsync(
            0,
            context => context.Response.WriteAsync($"{context.Request.Path}"),
            maxBodyBytes: null);
        var snapshot = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var restored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var lambda = await LambdaRuntimeApi.StartAsync(TimeSpan.FromSeconds(60), RestoreAsync);
        await using var gateway = await ApiGateway.StartAsync(new RestApiGateway(), "/forward", 0, lambda.InvokeAsync);
        using var function = FunctionProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "bootstrap.dll"),
            lambda.Address,
            new Dictionary<string, string>
            {
                ["AWS_LAMBDA_INITIALIZATION_TYPE"] = initialization,
                ["AUTH"] = "none",
                ["BACKEND_URL"] = $"{backend.Address}",
                ["ROUTE_PREFIX"] = "/forward",
                ["BACKEND_TIMEOUT_SECONDS"] = "5",
            });
        using var client = new HttpClient();

        var answer = client.GetStringAsync(new Uri($"{gateway.Address}/forward/job/42"));
        Assert.Equal(waits, await Task.WhenAny(answer, snapshot.Task) == snapshot.Task);
        restored.SetResult();
        Assert.Equal("/job/42", await answer);
        Assert.Equal(waits, snapshot.Task.IsCompleted);

        // A function that is started for a snapshot sends this request when it is ready. Lambda answers after the
        // restore.
        async Task RestoreAsync(HttpContext context)
        {
            Assert.Equal("/2018-06-01/runtime/restore/next", context.Request.Path);
            snapshot.SetResult();
            await restored.Task;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"status":"OK"}""");
        }
    }
}
