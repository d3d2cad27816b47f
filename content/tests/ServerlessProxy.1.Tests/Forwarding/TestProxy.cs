using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Tests;

/// <summary>Represents a whole proxy on 127.0.0.1: a client, the local gateway, the function and a backend.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private const string Route = "/forward";

    private readonly HttpClient client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        });
    private readonly MemoryStream log = new();
    private readonly ConcurrentQueue<ReceivedRequest> received = new();
    private LoopbackServer backend = null!;
    private ApiGateway gateway = null!;
    private Function function = null!;

    private TestProxy()
    {
    }

    /// <summary>The requests that reached the backend, in order.</summary>
    public IReadOnlyCollection<ReceivedRequest> Received => received;

    /// <summary>The function's log.</summary>
    public string Log => Encoding.UTF8.GetString(log.ToArray());

    /// <summary>Starts a proxy and its backend.</summary>
    /// <param name="api">The API type.</param>
    /// <param name="answer">The backend's answer; an empty 200 by default.</param>
    /// <param name="url">The part of the backend URL after the backend's address, or the URL of another
    /// backend.</param>
    /// <param name="configure">Changes the function's settings.</param>
    /// <param name="callers">Who may call; anyone by default.</param>
    public static async Task<TestProxy> StartAsync(
        Api api,
        RequestDelegate? answer = null,
        string url = "",
        Func<Settings, Settings>? configure = null,
        CallerPolicy? callers = null)
    {
        var proxy = new TestProxy();
        proxy.backend = await LoopbackServer.StartAsync(0, ReceiveAsync, maxBodyBytes: null);
        var address = proxy.backend.Address.GetLeftPart(UriPartial.Authority);
        var settings = new Settings
        {
            RoutePrefix = Route,
            BackendTimeout = TimeSpan.FromSeconds(10),
            Forwarding = new ForwardingRules
            {
                Backend = BackendUrl.Parse(url.StartsWith("http", StringComparison.Ordinal) ? url : address + url),
            },
        };
        proxy.function = new Function(
            api.Events,
            callers ?? CallerPolicy.Anyone,
            configure?.Invoke(settings) ?? settings,
            proxy.log);
        proxy.gateway = await ApiGateway.StartAsync(api.Gateway, Route, 0, proxy.InvokeAsync);
        return proxy;

        async Task ReceiveAsync(HttpContext context)
        {
            proxy.received.Enqueue(await ReceivedRequest.ReadAsync(context.Request));
            await (answer?.Invoke(context) ?? Task.CompletedTask);
        }
    }

    /// <summary>Sends a request to the gateway.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">The part of the target after the route, sent unchanged.</param>
    /// <param name="headers">Header fields, sent unchanged.</param>
    /// <param name="content">The body; null for none.</param>
    public Task<HttpResponseMessage> SendAsync(
        string method,
        string target,
        IEnumerable<(string Name, string Value)>? headers = null,
        HttpContent? content = null)
    {
        var url = new Uri(
            $"{gateway.Address}{Route}{target}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(method), url) { Content = content };
        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(request);
    }

    /// <summary>Sends a request and returns the one that reached the backend.</summary>
    public async Task<ReceivedRequest> ForwardAsync(
        string method,
        string target,
        IEnumerable<(string Name, string Value)>? headers = null,
        HttpContent? content = null)
    {
        using var response = await SendAsync(method, target, headers, content);
        Assert.True(received.TryDequeue(out var request), $"Nothing reached the backend: {response.StatusCode}");
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await gateway.DisposeAsync();
        await backend.DisposeAsync();
        function.Dispose();
        await log.DisposeAsync();
    }

    private async Task<byte[]> InvokeAsync(ReadOnlyMemory<byte> json)
    {
        using var input = new MemoryStream(json.ToArray());
        await using var output = await function.HandleAsync(input, new LambdaContext(TimeSpan.FromSeconds(27)));
        using var result = new MemoryStream();
        await output.CopyToAsync(result);
        return result.ToArray();
    }
}

/// <summary>Represents one of API Gateway's API types.</summary>
/// <param name="Gateway">Writes events and reads results.</param>
/// <param name="Events">Reads events and writes results.</param>
public sealed record Api(IApiGatewayType Gateway, IGatewayEvents Events);

/// <summary>Represents a request that reached the backend.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Its path and query, unchanged.</param>
/// <param name="Headers">Its header fields. The values of a repeated field are joined with a comma and a space.</param>
/// <param name="Body">Its body.</param>
internal sealed record ReceivedRequest(
    string Method,
    string Target,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body)
{
    /// <summary>Reads a request.</summary>
    public static async Task<ReceivedRequest> ReadAsync(HttpRequest request) =>
        new(
            request.Method,
            request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            request.Headers.ToDictionary(
                field => field.Key,
                field => string.Join(", ", field.Value.ToArray()),
                StringComparer.OrdinalIgnoreCase),
            await LoopbackServer.ReadBodyAsync(request));
}
