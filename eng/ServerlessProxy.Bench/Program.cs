using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.Bench;
using ServerlessProxy1.LocalGateway;

// The packaged function as a process at a local runtime API, and a backend, all on loopback.
var function = args[0];
var zip = args[1];
var report = args[2];
const int ColdStarts = 9;
const int WarmRequests = 2_000;

var json = """{"httpMethod":"GET","path":"/forward/x","requestContext":{"path":"/dev/forward/x","stage":"dev","requestId":"1","identity":{"sourceIp":"192.0.2.1"}}}"""u8.ToArray();
await using var backend = await LoopbackServer.StartAsync(0, context => context.Response.WriteAsync("ok"), maxBodyBytes: null);
var settings = new Dictionary<string, string>
{
    ["BACKEND_URL"] = backend.Address.GetLeftPart(UriPartial.Authority),
    ["ROUTE_PREFIX"] = "/forward",
    ["BACKEND_TIMEOUT_SECONDS"] = "10",
    ["AUTH"] = "none",
};

var cold = new Sample();
for (var start = 0; start < ColdStarts; start++)
{
    await using var lambda = await LambdaRuntimeApi.StartAsync();
    var started = Stopwatch.GetTimestamp();
    using var process = FunctionProcess.Start(function, lambda.Address, settings);
    Check(await lambda.InvokeAsync(json));
    cold.Add(Stopwatch.GetElapsedTime(started));
}

var warm = new Sample();
var direct = new Sample();
{
    await using var lambda = await LambdaRuntimeApi.StartAsync();
    using var process = FunctionProcess.Start(function, lambda.Address, settings);
    using var client = new HttpClient();

    // In turns, so that what the machine does meanwhile slows both.
    for (var request = -200; request < WarmRequests; request++)
    {
        var started = Stopwatch.GetTimestamp();
        Check(await lambda.InvokeAsync(json));
        var forwarded = Stopwatch.GetTimestamp();
        await client.GetStringAsync(backend.Address);
        if (request >= 0)
        {
            warm.Add(Stopwatch.GetElapsedTime(started, forwarded));
            direct.Add(Stopwatch.GetElapsedTime(forwarded));
        }
    }
}

// Not to the console, where the function's log goes.
await File.WriteAllTextAsync(report, $"""
    | figure | median | p99 | median, as a multiple of the direct request |
    |---|---|---|---|
    | direct request to the backend, small GET | {direct.Median:0.00} ms | {direct.Percentile(99):0.00} ms | 1 |
    | warm invocation, small GET: event handed out to result posted | {warm.Median:0.00} ms | {warm.Percentile(99):0.00} ms | {warm.Median / direct.Median:0.0} |
    | cold start: process start to first result, of {ColdStarts} | {cold.Median:0} ms | {cold.Percentile(99):0} ms | {cold.Median / direct.Median:0} |

    Deployment package: {new FileInfo(zip).Length / 1024.0:0} KB.

    | response body | size | managed bytes allocated per byte of it |
    |---|---|---|
    {await Allocations.MeasureAsync(json)}
    """);

static void Check(byte[] result)
{
    if (!Encoding.UTF8.GetString(result).Contains("\"statusCode\":200", StringComparison.Ordinal))
    {
        throw new InvalidOperationException($"A wrong result is not worth a time: {Encoding.UTF8.GetString(result)}");
    }
}
