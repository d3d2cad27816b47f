using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ServerlessProxy.LocalGateway;

/// <summary>Represents API Gateway on 127.0.0.1: converts requests to events, and results to responses. It does not
/// check
/// IAM signatures or tokens, and it accepts every method.</summary>
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

    /// <summary>Receives one line for each request that the function did not answer.</summary>
    public event Action<string>? Failed;

    /// <summary>The URL of the gateway, without a slash at the end.</summary>
    public string Address => server!.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Starts listening.</summary>
    /// <param name="type">Converts requests to events and reads results.</param>
    /// <param name="path">The route's path, with a leading slash.</param>
    /// <param name="port">The port, 0 for any free port.</param>
    /// <param name="invoke">Passes an event's JSON to the function and returns the JSON of its result.</param>
    /// <param name="protection">Which requests to reject; none by default.</param>
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
        try
        {
            if (GatewayRoute.Match(context.Request, path) is not { } route)
            {
                await AnswerAsync(type.NoRoute);
            }
            else if (protection.Reject(context.Request) is { } rejection)
            {
                await AnswerAsync(rejection);
            }
            else
            {
                await ForwardAsync(context, route);
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await AnswerAsync(type.TooLarge);
        }
        catch (Exception exception)
            when (exception
                    is InvocationException
                        or JsonException
                        or FormatException
                        or InvalidOperationException
                        or KeyNotFoundException)
        {
            await AnswerAsync(type.FunctionFailed, $": {exception.Message}");
        }

        async Task AnswerAsync(GatewayAnswer answer, string detail = "")
        {
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync($$"""{"message":"{{answer.Message}}"}""");
            Failed?.Invoke(RequestLine.Format(
                context.Request.Method,
                context.Request.Path,
                answer.Status,
                Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                answer.Message + detail));
        }
    }

    private async Task ForwardAsync(HttpContext context, GatewayRoute route)
    {
        var requestId = Guid.NewGuid().ToString();
        var body = await LoopbackServer.ReadBodyAsync(context.Request);
        using var json = JsonDocument.Parse(await invoke(type.WriteEvent(context.Request, route, body, requestId)));

        // The whole result is read before the response begins: an invalid result must become an error.
        var result = json.RootElement;
        var status = result.GetProperty("statusCode").GetInt32();
        var headers = type.ReadHeaders(result).ToList();
        var text = result.GetProperty("body");
        var content = result.GetProperty("isBase64Encoded").GetBoolean()
            ? text.GetBytesFromBase64()
            : Encoding.UTF8.GetBytes(text.GetString()!);

        var response = context.Response;
        response.StatusCode = status;
        response.Headers["x-amzn-RequestId"] = requestId;
        foreach (var (name, value) in headers)
        {
            response.Headers[name] = StringValues.Concat(response.Headers[name], value);
        }

        if (
            status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified)
            && !HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = content.Length;
            await response.Body.WriteAsync(content);
        }
    }
}
