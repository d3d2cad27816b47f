using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Forwards events as AWS documents them, and sparse events as local tools send them, and checks what the backend gets.
/// </summary>
public sealed class EventTests
{
    [Theory]
    [InlineData("rest-stage", "POST", "/base/job/a%20b/42?delay=0%20sec&tag=a%26b&tag=b", "{\"a\":1}")]
    [InlineData("rest-custom-domain", "GET", "/base/x%2Fy", "")]
    [InlineData("rest-null-maps", "DELETE", "/base", "")]
    [InlineData("rest-binary", "PUT", "/base/upload", "\0\u00FF\u00FE\u00C3(")]
    [InlineData("rest-local-tool", "POST", "/base/a%20b?q=1", "text")]
    [InlineData(
        "http-default-stage",
        "POST",
        "/base/my%20path/x%2Fy?parameter1=value1&parameter1=value2&parameter2=a+b&empty",
        "{\"a\":1}"
    )]
    [InlineData("http-named-stage", "GET", "/base/prod/x", "")]
    [InlineData("http-custom-domain", "GET", "/base/x/y", "")]
    [InlineData("http-mapping-in-path", "GET", "/base/x%2Fy", "")]
    [InlineData("http-form", "POST", "/base", "payload=%7B")]
    [InlineData("http-no-content-type", "PATCH", "/base", "\u0001\u0002\u0003")]
    [InlineData("http-local-tool", "GET", "/base/x", "")]
    public async Task F03_Event_BecomesTheRequest(string file, string method, string target, string body)
    {
        var request = await ForwardAsync(file);
        Assert.Equal(method, request.Method);
        Assert.Equal(target, request.Target);
        Assert.Equal(Encoding.Latin1.GetBytes(body), request.Body);
    }

    [Theory]
    [InlineData("rest-stage", "Cookie", "a=1; b=2")]
    [InlineData("rest-stage", "X-Many", "one, two")]
    [InlineData("rest-stage", "Content-Type", "application/json")]
    [InlineData("rest-stage", "User-Agent", "GitHub-Hookshot/760256b")]
    [InlineData("rest-stage", "X-Forwarded-For", "52.255.255.12")]
    [InlineData("rest-stage", "X-Forwarded-Host", "70ixmpl4fl.execute-api.us-east-2.amazonaws.com")]
    [InlineData("rest-stage", "X-Forwarded-Proto", "https")]
    [InlineData("rest-stage", "X-Forwarded-Port", "443")]
    [InlineData(
        "rest-stage",
        "Forwarded",
        "for=52.255.255.12;host=\"70ixmpl4fl.execute-api.us-east-2.amazonaws.com\";proto=https"
    )]
    [InlineData("rest-stage", "X-Request-Id", "77375676-xmpl-4b79-853a-f982474efe18")]
    [InlineData("rest-stage", "X-Amzn-Trace-Id", "Root=1-5e66d96f-7491f09xmpl79d18acf3d050")]
    [InlineData("rest-stage", "Via", "1.1 serverless-proxy")]
    [InlineData("rest-stage", "x-api-key", null)]
    [InlineData("rest-custom-domain", "X-Forwarded-For", "2001:db8::7")]
    [InlineData("rest-custom-domain", "Forwarded", "for=\"[2001:db8::7]\";host=\"hooks.example.com\";proto=https")]
    [InlineData("rest-custom-domain", "Content-Length", null)]
    [InlineData("rest-null-maps", "X-Forwarded-For", null)]
    [InlineData("rest-null-maps", "Forwarded", null)]
    [InlineData("rest-null-maps", "X-Request-Id", null)]
    [InlineData("rest-binary", "Content-Type", "image/png")]
    [InlineData("rest-binary", "Content-Encoding", "gzip")]
    [InlineData("rest-binary", "Content-Length", "5")]
    [InlineData("rest-local-tool", "X-A", "1")]
    [InlineData("http-default-stage", "Cookie", "cookie1=1; cookie2=2")]
    [InlineData("http-default-stage", "Header2", "value1,value2")]
    [InlineData("http-default-stage", "X-Forwarded-For", "192.0.2.1")]
    [InlineData("http-default-stage", "X-Request-Id", "JKJaXmPLvHcESHA=")]
    [InlineData("http-default-stage", "Authorization", null)]
    [InlineData("http-default-stage", "Content-Length", "7")]
    [InlineData("http-form", "Content-Type", "application/x-www-form-urlencoded")]
    [InlineData("http-form", "Content-Length", "11")]
    [InlineData("http-no-content-type", "Content-Type", null)]
    public async Task F06_Event_BecomesTheHeaders(string file, string name, string? value) =>
        Assert.Equal(value, (await ForwardAsync(file)).Headers.GetValueOrDefault(name));

    /// <summary>
    /// AWS Lambda Power Tuning invokes the function with the payload of its input, which <c>docs/costs.md</c> shows.
    /// </summary>
    [Theory]
    [InlineData("rest")]
    [InlineData("http")]
    public async Task F03_EventOfPowerTuning_IsForwarded(string apiType)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(
            apiType == "rest" ? EventType.Rest : EventType.Http,
            backend.Url + "/base");
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "costs.md"));
        var input = JsonNode.Parse(page.Split($"\n```json {apiType}\n")[1].Split("\n```\n")[0])!;
        var result = await function.InvokeAsync(input["payload"]!.DeepClone());
        Assert.Equal(200, result.Status);
        Assert.Equal("/base", backend.Single().Target);
    }

    private static async Task<ReceivedRequest> ForwardAsync(string file)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        var (type, credential) = file.StartsWith("rest", StringComparison.Ordinal)
            ? (EventType.Rest, "x-api-key")
            : (EventType.Http, "Authorization");
        using var function = new FunctionUnderTest(
            type,
            backend.Url + "/base",
            settings =>
                settings with
                {
                    Forwarding = settings.Forwarding with
                    {
                        GatewayCredentials = new GatewayCredentials
                        {
                            Headers = new[] { credential }.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
                        },
                    },
                });
        var result = await function.InvokeAsync(
            await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Events", $"{file}.json")));
        Assert.Equal(200, result.Status);
        return backend.Single();
    }
}
