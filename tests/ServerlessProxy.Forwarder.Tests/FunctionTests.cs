using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Tests the function with events that API Gateway does not create.</summary>
public sealed class FunctionTests
{
    private static readonly string[] NotEvents =
        ["", "null", "[]", "{}", "{\"no\":\"end\"", "\"text\"", "{\"path\":1,\"rawPath\":{}}"];

    public static TheoryData<EventType, string> NoEvents => ForBoth(NotEvents);

    public static TheoryData<EventType, string> NoTokens => ForBoth(["G T", "", "GET\\r\\nX: y"]);

    [Theory]
    [MemberData(nameof(NoEvents))]
    public async Task F30_WhatIsNoEvent_Is400(EventType type, string json) =>
        Assert.Equal(400, await StatusAsync(type, json));

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F30_BodyThatIsNotBase64_Is400(EventType type)
    {
        var json = JsonNode.Parse(SparseEvent(type))!;
        json["body"] = "!";
        json["isBase64Encoded"] = true;
        Assert.Equal(400, await StatusAsync(type, json.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F01_Connect_Is405(EventType type) =>
        Assert.Equal(405, await StatusAsync(type, SparseEvent(type, "CONNECT")));

    [Theory]
    [MemberData(nameof(NoTokens))]
    public async Task F30_MethodThatIsNoToken_Is400(EventType type, string method) =>
        Assert.Equal(400, await StatusAsync(type, SparseEvent(type, method)));

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F32_SparseEvent_IsForwarded(EventType type) =>
        Assert.Equal(502, await StatusAsync(type, SparseEvent(type)));

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F33_InvocationWithoutTimeLeft_Is504(EventType type)
    {
        foreach (var milliseconds in new[] { 0, 400, -1000 })
        {
            var remaining = TimeSpan.FromMilliseconds(milliseconds);
            Assert.Equal(504, await StatusAsync(type, SparseEvent(type), remaining));
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F31_EventAboveLambdasLimit_Is413(EventType type)
    {
        var json = JsonNode.Parse(SparseEvent(type))!;
        json["body"] = new string('x', LambdaLimits.PayloadBytes);
        Assert.Equal(413, await StatusAsync(type, json.ToJsonString()));
    }

    private static TheoryData<EventType, string> ForBoth(string[] values)
    {
        var rows = new TheoryData<EventType, string>();
        foreach (var value in values)
        {
            rows.Add(EventType.Rest, value);
            rows.Add(EventType.Http, value);
        }

        return rows;
    }

    /// <summary>Returns an event of /forward/x with no more than the function needs.</summary>
    private static string SparseEvent(EventType type, string method = "GET") =>
        (type == EventType.Rest
            ? """{"httpMethod":"GET","path":"/forward/x","headers":null,"requestContext":null}"""
            : """{"rawPath":"/forward/x","headers":null,"requestContext":{"http":{"method":"GET"}}}""")
            .Replace("GET", method, StringComparison.Ordinal);

    private static async Task<int> StatusAsync(EventType type, string json, TimeSpan? remaining = null)
    {
        using var function = new FunctionUnderTest(type, "http://127.0.0.1:1");
        return (await function.InvokeAsync(Encoding.UTF8.GetBytes(json), remaining)).Status;
    }
}
