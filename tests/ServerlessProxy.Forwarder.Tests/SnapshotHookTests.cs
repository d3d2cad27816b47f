using System.Collections.Concurrent;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Checks what the function's hook relies on: when AWS's packages run hooks, and what they report to the runtime API.
/// No other test runs in parallel, because the environment and the hooks belong to the process.
/// </summary>
[Collection(nameof(NotParallel))]
public sealed class SnapshotHookTests
{
    /// <summary>The hook that fails, and everything that happens, in order.</summary>
    public static TheoryData<string?, string[]> Restores =>
        new()
        {
            { null, ["before 2", "before 1", "GET restore/next", "after 1", "after 2", "GET invocation/next"] },
            { "before 1", ["before 2", "before 1", "POST init/error Runtime.BeforeSnapshotError"] },
            {
                "after 1",
                ["before 2", "before 1", "GET restore/next", "after 1", "POST restore/error Runtime.AfterRestoreError"]
            },
        };

    [Theory]
    [MemberData(nameof(Restores))]
    public async Task Hooks_RunAroundTheRestore_AndAFailureEndsTheProcess(string? failing, string[] expected)
    {
        var happened = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        await using var lambda = await LoopbackServer.StartAsync(0, AnswerAsync, maxBodyBytes: null);
        foreach (var number in new[] { 1, 2 })
        {
            Amazon.Lambda.Core.SnapshotRestore.RegisterBeforeSnapshot(() => Happen($"before {number}"));
            Amazon.Lambda.Core.SnapshotRestore.RegisterAfterRestore(() => Happen($"after {number}"));
        }

        Environment.SetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API", lambda.Address.Authority);
        Environment.SetEnvironmentVariable("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        try
        {
            Func<Stream, ILambdaContext, Task<Stream>> handler = (_, _) => Task.FromResult(Stream.Null);
            using var bootstrap = LambdaBootstrapBuilder.Create(handler).Build();
            await bootstrap.RunAsync(stop.Token).WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            Environment.SetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API", null);
            Environment.SetEnvironmentVariable("AWS_LAMBDA_INITIALIZATION_TYPE", null);
        }

        Assert.Equal(expected, happened);

        ValueTask Happen(string hook)
        {
            happened.Enqueue(hook);
            return hook == failing ? throw new InvalidOperationException(hook) : ValueTask.CompletedTask;
        }

        async Task AnswerAsync(HttpContext context)
        {
            var (method, path) = (
                context.Request.Method,
                context.Request.Path.Value!.Replace("/2018-06-01/runtime/", "", StringComparison.Ordinal));
            happened.Enqueue(
                $"{method} {path} {context.Request.Headers["Lambda-Runtime-Function-Error-Type"]}".TrimEnd());
            if (path == "invocation/next")
            {
                await stop.CancelAsync();
            }

            context.Response.StatusCode = method == "POST" ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"status":"OK"}""");
        }
    }
}
