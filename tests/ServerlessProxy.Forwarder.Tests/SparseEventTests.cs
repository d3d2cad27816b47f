using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Forwards events with null instead of the values in AWS's documentation, and with routes without a method. Local
/// tools and tests of functions send such events.
/// </summary>
public sealed class SparseEventTests
{
    [Theory]
    [InlineData("""{"rawPath":"/forward/x","routeKey":"PUT /forward/{proxy+}"}""", 200)]
    [InlineData("""{"rawPath":"/forward/x","routeKey":"ANY /forward/{proxy+}"}""", 400)]
    [InlineData("""{"rawPath":"/forward/x","routeKey":"$default"}""", 400)]
    [InlineData("""{"rawPath":"/forward/x","routeKey":""}""", 400)]
    public async Task F30_MethodOfAnHttpEventWithoutAContext_IsThatOfItsRoute(string json, int status)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(EventType.Http, backend.Url);
        Assert.Equal(status, (await function.InvokeAsync(Encoding.UTF8.GetBytes(json))).Status);
        if (status == 200)
        {
            Assert.Equal("PUT", backend.Single().Method);
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F06_NullValues_AreForwardedAsEmptyValues(EventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url);
        var json = type.Make(new Request());
        json["headers"] = new JsonObject { ["x-single"] = null };
        json["pathParameters"] = new JsonObject();
        json.Remove("multiValueHeaders");
        if (type == EventType.Rest)
        {
            json["queryStringParameters"] = new JsonObject { ["single"] = null };
        }

        Assert.Equal(200, (await function.InvokeAsync(json)).Status);
        Assert.Equal("", backend.Single().Headers["X-Single"]);
        Assert.Equal(type == EventType.Rest ? "/?single=" : "/", backend.Single().Target);
    }

    [Fact]
    public async Task F06_NullValuesOfMultiValueMaps_AreEmptyOrDropped()
    {
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(EventType.Rest, backend.Url);
        var json = EventType.Rest.Make(new Request());
        json["multiValueHeaders"] = new JsonObject { ["X-Many"] = new JsonArray("a", null), ["X-None"] = null };
        json["multiValueQueryStringParameters"] = new JsonObject { ["q"] = new JsonArray(null, "b"), ["none"] = null };
        Assert.Equal(200, (await function.InvokeAsync(json)).Status);
        Assert.Equal("a,", backend.Single().Headers["X-Many"].Replace(" ", "", StringComparison.Ordinal));
        Assert.DoesNotContain("X-None", backend.Single().Headers.Keys);
        Assert.Equal("/?q=&q=b", backend.Single().Target);
    }
}
