using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Tests;

/// <summary>What the function makes of events that no request would become.</summary>
public abstract class FunctionTests
{
    /// <summary>The adapter under test.</summary>
    protected abstract IGatewayEvents Events { get; }

    /// <summary>An event of a GET of /forward/x, with no more than the function needs.</summary>
    protected abstract string SparseEvent { get; }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"no\":\"end\"")]
    [InlineData("\"text\"")]
    [InlineData("{\"path\":1,\"rawPath\":{}}")]
    public async Task F30_WhatIsNoEvent_Is400(string json) => Assert.Equal(400, Status(await InvokeAsync(json)));

    [Fact]
    public async Task F30_BodyThatIsNotBase64_Is400()
    {
        var json = JsonNode.Parse(SparseEvent)!;
        json["body"] = "!";
        json["isBase64Encoded"] = true;
        Assert.Equal(400, Status(await InvokeAsync(json.ToJsonString())));
    }

    [Fact]
    public async Task F01_Connect_Is405() =>
        Assert.Equal(405, Status(await InvokeAsync(SparseEvent.Replace("GET", "CONNECT", StringComparison.Ordinal))));

    [Theory]
    [InlineData("G T")]
    [InlineData("")]
    [InlineData("GET\\r\\nX: y")]
    public async Task F30_MethodThatIsNoToken_Is400(string method) =>
        Assert.Equal(400, Status(await InvokeAsync(SparseEvent.Replace("GET", method, StringComparison.Ordinal))));

    [Fact]
    public async Task F32_SparseEvent_IsForwarded() => Assert.Equal(502, Status(await InvokeAsync(SparseEvent)));

    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    [InlineData(-1000)]
    public async Task F33_InvocationWithoutTimeLeft_Is504(int milliseconds) =>
        Assert.Equal(504, Status(await InvokeAsync(SparseEvent, TimeSpan.FromMilliseconds(milliseconds))));

    [Fact]
    public async Task F31_EventAboveLambdasLimit_Is413()
    {
        var json = JsonNode.Parse(SparseEvent)!;
        json["body"] = new string('x', LambdaLimits.PayloadBytes);
        Assert.Equal(413, Status(await InvokeAsync(json.ToJsonString())));
    }

    private static int Status(JsonElement result) => result.GetProperty("statusCode").GetInt32();

    private async Task<JsonElement> InvokeAsync(string json, TimeSpan? remaining = null)
    {
        using var log = new MemoryStream();
        using var function = new Function(
            Events,
            CallerPolicy.Anyone,
            new Settings
            {
                RoutePrefix = "/forward",
                BackendTimeout = TimeSpan.FromSeconds(5),
                Forwarding = new ForwardingRules { Backend = BackendUrl.Parse("http://127.0.0.1:1") },
            },
            log);
        await using var output = await function.HandleAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(json)),
            new LambdaContext(remaining ?? TimeSpan.FromSeconds(27)));
        using var result = await JsonDocument.ParseAsync(output);
        return result.RootElement.Clone();
    }
}
