using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ServerlessProxy.LocalGateway;

/// <summary>API Gateway on loopback: takes requests, makes events as AWS documents them, and makes responses of results. It
/// checks neither IAM's signatures nor tokens, and takes every method.</summary>
public sealed class ApiGateway : IAsyncDisposable
{
    /// <summary>API Gateway's payload quota, in bytes.</summary>
    private const long PayloadBytes = 10 * 1024 * 1024;

    private readonly IApiGatewayType type;
    private readonly string path;
    private readonly Func<ReadOnlyMemory<byte>, Task<byte[]>> invoke;
    private readonly GatewayProtection protection;
    private LoopbackServer? server;

    private ApiGateway(
        IApiGatewayType type,
        string path,
        Func<ReadOnlyMemory<byte>, Task<byte[]>> invoke,
        GatewayProtection protection
    ) => (this.type, this.path, this.invoke, this.protection) = (type, path, invoke, protection);

    /// <summary>Tells of each request in one line: method, target, status and time.</summary>
    public event Action<string>? Answered;

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address => server!.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Starts listening.</summary>
    /// <param name="type">Makes the events and reads the results.</param>
    /// <param name="path">The route's path, with a leading slash.</param>
    /// <param name="port">The port, 0 for any that is free.</param>
    /// <param name="invoke">Hands an event's JSON to the function and gives back its result's.</param>
    /// <param name="protection">Whom to refuse; nobody unless told.</param>
    public static async Task<ApiGateway> StartAsync(
        IApiGatewayType type,
        string path,
        int port,
        Func<ReadOnlyMemory<byte>, Task<byte[]>> invoke,
        GatewayProtection? protection = null)
    {
        var gateway = new ApiGateway(type, path, invoke, protection ?? GatewayProtection.None);
        gateway.server = await LoopbackServer.StartAsync(port, gateway.HandleAsync, PayloadBytes);
        return gateway;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var requestId = Guid.NewGuid().ToString();
        try
        {
            await ForwardAsync(context, requestId);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await AnswerAsync(context.Response, type.TooLarge);
        }
        catch (Exception exception)
            when (exception
                    is InvocationException
                        or JsonException
                        or FormatException
                        or InvalidOperationException
                        or KeyNotFoundException)
        {
            Console.Error.WriteLine($"{requestId}: {exception.Message}");
            await AnswerAsync(context.Response, type.FunctionFailed);
        }

        var target = context.Request.Path + context.Request.QueryString;
        Answered?.Invoke(
            $"{context.Request.Method} {target} → {context.Response.StatusCode} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms"
        );
    }

    private async Task ForwardAsync(HttpContext context, string requestId)
    {
        if (GatewayRoute.Match(context.Request, path) is not { } route)
        {
            await AnswerAsync(context.Response, type.NoRoute);
            return;
        }

        if (protection.Refuse(context.Request) is { } refusal)
        {
            await AnswerAsync(context.Response, refusal);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            type.WriteEvent(writer, context.Request, route, body.ToArray(), requestId);
        }

        using var result = JsonDocument.Parse(await invoke(json.WrittenMemory));
        await AnswerAsync(context.Response, result.RootElement, requestId);
    }

    private async Task AnswerAsync(HttpResponse response, JsonElement result, string requestId)
    {
        // Everything is read before anything is sent: a result that is none must become an error.
        var status = result.GetProperty("statusCode").GetInt32();
        var headers = type.ReadHeaders(result).ToList();
        var body = result.TryGetProperty("body", out var text) && text.ValueKind != JsonValueKind.Null
            ? IsBase64Encoded(result) ? text.GetBytesFromBase64() : Encoding.UTF8.GetBytes(text.GetString()!)
            : [];

        response.StatusCode = status;
        response.Headers["x-amzn-RequestId"] = requestId;
        foreach (var (name, value) in headers)
        {
            response.Headers[name] = StringValues.Concat(response.Headers[name], value);
        }

        if (
            status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified)
            && !HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body);
        }
    }

    private static bool IsBase64Encoded(JsonElement result) =>
        result.TryGetProperty("isBase64Encoded", out var encoded) && encoded.GetBoolean();

    private static Task AnswerAsync(HttpResponse response, GatewayAnswer answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = "application/json";
        return response.WriteAsync($$"""{"message":"{{answer.Message}}"}""");
    }
}
