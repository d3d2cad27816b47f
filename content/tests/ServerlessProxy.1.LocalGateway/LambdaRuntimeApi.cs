using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.LocalGateway;

/// <summary>Represents the Lambda runtime API, version 2018-06-01, on 127.0.0.1:
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.</summary>
public sealed class LambdaRuntimeApi : IAsyncDisposable
{
    /// <summary>Lambda's limit for events, in bytes.</summary>
    private const long PayloadBytes = 6_291_556;

    private readonly Channel<Invocation> waiting = Channel.CreateUnbounded<Invocation>();
    private readonly ConcurrentDictionary<string, Invocation> running = new();
    private readonly TaskCompletionSource initialized = new();
    private readonly TimeSpan functionTimeout;
    private readonly RequestDelegate others;
    private LoopbackServer? server;

    private LambdaRuntimeApi(TimeSpan functionTimeout, RequestDelegate others) =>
        (this.functionTimeout, this.others) = (functionTimeout, others);

    /// <summary>Host and port, the value of <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Address => server!.Address.Authority;

    /// <summary>Ends when the function asks for its first event.</summary>
    public Task Initialized => initialized.Task;

    /// <summary>Starts listening on a free port.</summary>
    /// <param name="functionTimeout">The function's timeout, 27 seconds by default.</param>
    /// <param name="others">Answers requests that only some functions send; 400 by default.</param>
    public static async Task<LambdaRuntimeApi> StartAsync(
        TimeSpan? functionTimeout = null,
        RequestDelegate? others = null)
    {
        var api = new LambdaRuntimeApi(
            functionTimeout ?? TimeSpan.FromSeconds(27),
            others ?? (context => AcceptAsync(context, isValid: false)));
        api.server = await LoopbackServer.StartAsync(0, api.HandleAsync, maxBodyBytes: null);
        return api;
    }

    /// <summary>Passes an event to the function and waits for its result.</summary>
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
    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var segments = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (context.Request.Method, segments)
        {
            case ("GET", ["2018-06-01", "runtime", "invocation", "next"]):
                await NextAsync(context);
                break;
            case ("POST", ["2018-06-01", "runtime", "invocation", var id, "response"]):
                var result = await LoopbackServer.ReadBodyAsync(context.Request);
                await AcceptAsync(context, Remove(id)?.TrySetResult(result) is true);
                break;
            case ("POST", ["2018-06-01", "runtime", "invocation", var id, "error"]):
                var error = new InvocationException(await ReadTextAsync(context));
                await AcceptAsync(context, Remove(id)?.TrySetException(error) is true);
                break;
            case ("POST", ["2018-06-01", "runtime", "init", "error"]):
                await Console.Error.WriteLineAsync($"The function did not start: {await ReadTextAsync(context)}");
                await AcceptAsync(context, isValid: true);
                break;
            default:
                await others(context);
                break;
        }
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
        headers["Lambda-Runtime-Deadline-Ms"] = $"{invocation.Deadline.ToUnixTimeMilliseconds()}";
        headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-west-1:123456789012:function:local-forward";

        // https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
        var root = $"1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{Hexadecimal(24)}";
        headers["Lambda-Runtime-Trace-Id"] = $"Root={root};Parent={Hexadecimal(16)};Sampled=0";
        headers.ContentType = "application/json";
        headers.ContentLength = invocation.Event.Length;
        await context.Response.Body.WriteAsync(invocation.Event);
    }

    private TaskCompletionSource<byte[]>? Remove(string id) =>
        running.TryRemove(id, out var invocation) ? invocation.Result : null;

    private static async Task<string> ReadTextAsync(HttpContext context) =>
        Encoding.UTF8.GetString(await LoopbackServer.ReadBodyAsync(context.Request));

    private static Task AcceptAsync(HttpContext context, bool isValid)
    {
        context.Response.StatusCode = isValid ? StatusCodes.Status202Accepted : StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(isValid ? """{"status":"OK"}""" : """{"errorType":"InvalidRequest"}""");
    }

    private static string Hexadecimal(int digits) => RandomNumberGenerator.GetHexString(digits, lowercase: true);
}

/// <summary>Represents one event that the function handles, and its result.</summary>
/// <param name="Event">The event's JSON.</param>
/// <param name="Deadline">When the function's timeout ends.</param>
public sealed record Invocation(ReadOnlyMemory<byte> Event, DateTimeOffset Deadline)
{
    /// <summary>Lambda's request id.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>The result's JSON; an <see cref="InvocationException"/> if the function failed.</summary>
    public TaskCompletionSource<byte[]> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Indicates that the function failed, or took longer than its timeout.</summary>
/// <param name="message">The error that the function reported.</param>
public sealed class InvocationException(string message) : Exception(message);
