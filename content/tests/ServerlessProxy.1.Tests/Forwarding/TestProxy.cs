using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>The whole way on loopback: a client, the local gateway, the function, and a backend.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    /// <summary>The route that the gateway serves.</summary>
    public const string Route = "/forward";

    /// <summary>Lambda's trace header of every invocation.</summary>
    public const string Trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    private readonly HttpClient client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        });
    private readonly MemoryStream log = new();
    private readonly ConcurrentQueue<ReceivedRequest> received = new();
    private LoopbackServer? backend;
    private ApiGateway? gateway;
    private Function? function;

    private TestProxy()
    {
    }

    /// <summary>What reached the backend, in order.</summary>
    public IReadOnlyCollection<ReceivedRequest> Received => received;

    /// <summary>What the function logged.</summary>
    public string Log => Encoding.UTF8.GetString(log.ToArray());

    /// <summary>A proxy in front of a web server.</summary>
    /// <param name="api">The API type.</param>
    /// <param name="answer">The server's answer; an empty 200 unless told.</param>
    /// <param name="url">What follows the server's address in the backend URL.</param>
    /// <param name="rules">Changes what is forwarded.</param>
    /// <param name="callers">Who may call; anyone unless told.</param>
    public static async Task<TestProxy> StartAsync(
        Api api,
        RequestDelegate? answer = null,
        string url = "",
        Func<ForwardingRules, ForwardingRules>? rules = null,
        CallerPolicy? callers = null)
    {
        var proxy = new TestProxy();
        proxy.backend = await LoopbackServer.StartAsync(
            0,
            context => proxy.ReceiveAsync(context, answer),
            maxBodyBytes: null);
        await proxy.ConnectAsync(
            api,
            proxy.backend.Address.GetLeftPart(UriPartial.Authority) + url,
            settings => settings with { Forwarding = rules?.Invoke(settings.Forwarding) ?? settings.Forwarding },
            callers);
        return proxy;
    }

    /// <summary>A proxy in front of whatever stands at an address.</summary>
    public static async Task<TestProxy> StartBeforeAsync(
        Api api,
        string url,
        Func<Settings, Settings>? configure = null)
    {
        var proxy = new TestProxy();
        await proxy.ConnectAsync(api, url, configure, callers: null);
        return proxy;
    }

    /// <summary>Sends a request to the gateway.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="target">What follows the route, sent as it is.</param>
    /// <param name="configure">Adds header fields and a body.</param>
    public Task<HttpResponseMessage> SendAsync(
        string method,
        string target,
        Action<HttpRequestMessage>? configure = null)
    {
        var request = new HttpRequestMessage(
            new HttpMethod(method),
            new Uri(
                $"{gateway!.Address}{Route}{target}",
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        configure?.Invoke(request);
        return client.SendAsync(request);
    }

    /// <summary>Sends a request, and gives the one that reached the backend.</summary>
    public async Task<ReceivedRequest> ForwardAsync(
        string method,
        string target,
        Action<HttpRequestMessage>? configure = null)
    {
        using var response = await SendAsync(method, target, configure);
        Assert.True(received.TryDequeue(out var request), $"Nothing reached the backend: {response.StatusCode}");
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (gateway is not null)
        {
            await gateway.DisposeAsync();
        }

        if (backend is not null)
        {
            await backend.DisposeAsync();
        }

        function?.Dispose();
        await log.DisposeAsync();
    }

    private async Task ConnectAsync(Api api, string url, Func<Settings, Settings>? configure, CallerPolicy? callers)
    {
        var settings = new Settings
        {
            RoutePrefix = Route,
            BackendTimeout = TimeSpan.FromSeconds(10),
            Forwarding = new ForwardingRules { Backend = BackendUrl.Parse(url) },
        };
        function = new Function(
            api.Events,
            callers ?? CallerPolicy.Anyone,
            configure?.Invoke(settings) ?? settings,
            log);
        gateway = await ApiGateway.StartAsync(api.Gateway, Route, 0, InvokeAsync);
    }

    private async Task<byte[]> InvokeAsync(ReadOnlyMemory<byte> json)
    {
        using var input = new MemoryStream(json.ToArray());
        await using var output = await function!.HandleAsync(input, new LambdaContext(TimeSpan.FromSeconds(27), Trace));
        using var result = new MemoryStream();
        await output.CopyToAsync(result);
        return result.ToArray();
    }

    private async Task ReceiveAsync(HttpContext context, RequestDelegate? answer)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(
            field => field.Key,
            field => string.Join(", ", field.Value.ToArray()),
            StringComparer.OrdinalIgnoreCase);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        received.Enqueue(new ReceivedRequest(context.Request.Method, target, headers, body.ToArray()));
        await (answer?.Invoke(context) ?? Task.CompletedTask);
    }
}

/// <summary>One of API Gateway's API types, from both ends.</summary>
/// <param name="Gateway">Makes events and reads results.</param>
/// <param name="Events">Reads events and writes results.</param>
public sealed record Api(IApiGatewayType Gateway, IGatewayEvents Events);

/// <summary>A request as it reached the backend.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Its path and query, as they stood in the request line.</param>
/// <param name="Headers">Its header fields; the values of repeated ones joined with a comma and a space.</param>
/// <param name="Body">Its body.</param>
internal sealed record ReceivedRequest(
    string Method,
    string Target,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body);
