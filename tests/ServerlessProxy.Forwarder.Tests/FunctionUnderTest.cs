using System.Text;
using System.Text.Json.Nodes;
using ServerlessProxy;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Runs the function in this process: passes it events and returns its results.</summary>
internal sealed class FunctionUnderTest : IDisposable
{
    private readonly EventType type;
    private readonly Function function;
    private readonly string trace;
    private readonly MemoryStream log = new();

    /// <summary>Creates a function for a backend.</summary>
    /// <param name="type">The type of the events.</param>
    /// <param name="backend">The backend's URL.</param>
    /// <param name="configure">Changes the configuration.</param>
    /// <param name="callers">The policy for callers. By default, anyone may call.</param>
    /// <param name="trace">Lambda's trace header, which is empty by default.</param>
    public FunctionUnderTest(
        EventType type,
        string backend,
        Func<Settings, Settings>? configure = null,
        CallerPolicy? callers = null,
        string trace = "")
    {
        var settings = For(backend);
        this.type = type;
        this.trace = trace;
        function = new Function(
            type.Adapter,
            callers ?? CallerPolicy.Anyone,
            configure?.Invoke(settings) ?? settings,
            log);
    }

    /// <summary>Returns settings for a backend with the defaults of most tests.</summary>
    public static Settings For(string backend) => new()
    {
        RoutePrefix = "/forward",
        BackendTimeout = TimeSpan.FromSeconds(20),
        Forwarding = new ForwardingRules { Backend = BackendUrl.Parse(backend) },
    };

    /// <summary>The log.</summary>
    public string Log => Encoding.UTF8.GetString(log.ToArray());

    /// <summary>Warms the function up, as its program does before the first event.</summary>
    public void WarmUp() => function.WarmUp();

    /// <summary>Sends a request through the function.</summary>
    public Task<Result> SendAsync(Request request, TimeSpan? remaining = null) =>
        InvokeAsync(type.Make(request), remaining);

    /// <summary>Sends a GET request for the root through the function.</summary>
    public Task<Result> GetAsync(TimeSpan? remaining = null) => SendAsync(new Request(), remaining);

    /// <summary>Invokes the function with an event.</summary>
    public Task<Result> InvokeAsync(JsonNode json, TimeSpan? remaining = null) =>
        InvokeAsync(Encoding.UTF8.GetBytes(json.ToJsonString()), remaining);

    /// <summary>Invokes the function with any bytes.</summary>
    public async Task<Result> InvokeAsync(byte[] json, TimeSpan? remaining = null)
    {
        using var input = new MemoryStream(json);
        await using var output = await function.HandleAsync(
            input,
            new LambdaContext(remaining ?? TimeSpan.FromSeconds(27), trace));
        using var result = new MemoryStream();
        await output.CopyToAsync(result);
        return type.Read(result.ToArray());
    }

    public void Dispose()
    {
        function.Dispose();
        log.Dispose();
    }
}
