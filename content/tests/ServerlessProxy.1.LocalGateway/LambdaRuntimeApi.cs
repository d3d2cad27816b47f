using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.LocalGateway;

/// <summary>The Lambda runtime API, version 2018-06-01, on loopback:
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.</summary>
public sealed class LambdaRuntimeApi : IAsyncDisposable
{
    /// <summary>The largest event that Lambda hands on, and the largest result that it takes, in bytes.</summary>
    private const long PayloadBytes = 6_291_556;

    private readonly Channel<Invocation> waiting = Channel.CreateUnbounded<Invocation>();
    private readonly ConcurrentDictionary<string, Invocation> running = new();
    private readonly TaskCompletionSource initialized = new();
    private readonly LoopbackServer server;
    private readonly TimeSpan functionTimeout;
    private readonly RequestDelegate others;

    private LambdaRuntimeApi(LoopbackServer server, TimeSpan functionTimeout, RequestDelegate others) =>
        (this.server, this.functionTimeout, this.others) = (server, functionTimeout, others);

    /// <summary>Host and port, the value of <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Address => server.Address.Authority;

    /// <summary>Ends when the function asks for its first event.</summary>
    public Task Initialized => initialized.Task;

    /// <summary>Starts listening on a free port.</summary>
    /// <param name="functionTimeout">The function's timeout, 27 seconds by default.</param>
    /// <param name="others">Answers requests that not every function sends; 404 by default.</param>
    public static async Task<LambdaRuntimeApi> StartAsync(
        TimeSpan? functionTimeout = null,
        RequestDelegate? others = null)
    {
        LambdaRuntimeApi? api = null;
        var server = await LoopbackServer.StartAsync(0, context => api!.HandleAsync(context), maxBodyBytes: null);
        others ??= context => StatusAsync(context, StatusCodes.Status404NotFound);
        return api = new LambdaRuntimeApi(server, functionTimeout ?? TimeSpan.FromSeconds(27), others);
    }

    /// <summary>Hands an event to the function and waits for its result.</summary>
    /// <returns>The result's JSON.</returns>
    /// <exception cref="InvocationException">The function failed, or took longer than its timeout.</exception>
    public async Task<byte[]> InvokeAsync(ReadOnlyMemory<byte> json)
    {
        if (json.Length > PayloadBytes)
        {
            throw new InvocationException(
                $"Request must be smaller than {PayloadBytes} bytes for the InvokeFunction operation");
        }

        var invocation = new Invocation(json, DateTimeOffset.UtcNow + functionTimeout);
        await waiting.Writer.WriteAsync(invocation);
        try
        {
            return await invocation.Result.Task.WaitAsync(functionTimeout);
        }
        catch (TimeoutException)
        {
            invocation.Result.TrySetCanceled();
            throw new InvocationException($"Task timed out after {functionTimeout.TotalSeconds} seconds");
        }
        finally
        {
            running.TryRemove(invocation.Id, out _);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task HandleAsync(HttpContext context)
    {
        var segments = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (context.Request.Method, segments) switch
        {
            ("GET", ["2018-06-01", "runtime", "invocation", "next"]) => NextAsync(context),
            ("POST", ["2018-06-01", "runtime", "invocation", var id, "response"]) => RespondAsync(context, id),
            ("POST", ["2018-06-01", "runtime", "invocation", var id, "error"]) => FailAsync(context, id),
            ("POST", ["2018-06-01", "runtime", "init", "error"]) => FailToStartAsync(context),
            _ => others(context),
        };
    }

    private async Task NextAsync(HttpContext context)
    {
        initialized.TrySetResult();
        Invocation invocation;
        do
        {
            invocation = await waiting.Reader.ReadAsync(context.RequestAborted);
        }
        while (invocation.Result.Task.IsCompleted);

        running[invocation.Id] = invocation;
        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.Id;
        headers["Lambda-Runtime-Deadline-Ms"] = invocation
            .Deadline.ToUnixTimeMilliseconds()
            .ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-west-1:123456789012:function:local-forward";
        headers["Lambda-Runtime-Trace-Id"] = TraceHeader.NewSegment();
        headers.ContentType = "application/json";
        headers.ContentLength = invocation.Event.Length;
        await context.Response.Body.WriteAsync(invocation.Event);
    }

    private async Task RespondAsync(HttpContext context, string id)
    {
        var body = await ReadAsync(context);
        if (!running.TryRemove(id, out var invocation))
        {
            await StatusAsync(context, StatusCodes.Status400BadRequest);
        }
        else if (body.Length > PayloadBytes)
        {
            invocation.Result.TrySetException(
                new InvocationException(
                    $"Response payload size exceeded maximum allowed payload size ({PayloadBytes} bytes)."));
            await StatusAsync(context, StatusCodes.Status413PayloadTooLarge);
        }
        else
        {
            invocation.Result.TrySetResult(body);
            await StatusAsync(context, StatusCodes.Status202Accepted);
        }
    }

    private async Task FailAsync(HttpContext context, string id)
    {
        var error = Encoding.UTF8.GetString(await ReadAsync(context));
        if (running.TryRemove(id, out var invocation))
        {
            invocation.Result.TrySetException(new InvocationException(error));
        }

        await StatusAsync(context, StatusCodes.Status202Accepted);
    }

    private static async Task FailToStartAsync(HttpContext context)
    {
        Console.Error.WriteLine($"The function did not start: {Encoding.UTF8.GetString(await ReadAsync(context))}");
        await StatusAsync(context, StatusCodes.Status202Accepted);
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(status < 300 ? """{"status":"OK"}""" : """{"errorType":"InvalidRequest"}""");
    }
}

/// <summary>One event on its way to the function, and its result on the way back.</summary>
/// <param name="Event">The event's JSON.</param>
/// <param name="Deadline">When the function's time is up.</param>
public sealed record Invocation(ReadOnlyMemory<byte> Event, DateTimeOffset Deadline)
{
    /// <summary>Lambda's request id.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>The result's JSON; an <see cref="InvocationException"/> if the function failed.</summary>
    public TaskCompletionSource<byte[]> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The function failed, or took longer than its timeout.</summary>
/// <param name="message">The error as the function told it.</param>
public sealed class InvocationException(string message) : Exception(message);
