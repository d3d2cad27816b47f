using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Sends many requests to one function. No other test runs in parallel, because memory is counted per process.
/// </summary>
[Collection(nameof(NotParallel))]
[Trait("Speed", "Slow")]
public sealed class ConcurrencyTests
{
    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F40_ThousandRequestsAtOnce_AreNotMixed(EventType type)
    {
        await using var backend = await LoopbackServer.StartAsync(0, EchoAsync, maxBodyBytes: null);
        using var function = new FunctionUnderTest(type, backend.Address.GetLeftPart(UriPartial.Authority));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1_000),
            new ParallelOptions { MaxDegreeOfParallelism = 1_000 },
            async (index, _) =>
            {
                var body = RandomNumberGenerator.GetBytes(index % 7 == 0 ? 100_000 : index);
                var result = await function.SendAsync(
                    new Request
                    {
                        Method = "PUT",
                        Path = $"/{index}",
                        Headers = [new("X-Index", $"{index}"), new("Content-Type", "image/png")],
                        Body = body,
                    });
                Assert.Equal(200, result.Status);
                Assert.Equal([$"/{index}:{index}"], result.Values("X-Echo"));
                Assert.Equal(body, result.Body);
            });

        Assert.Equal(1_000, function.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F40_TenThousandRequestsInARow_OpenOneConnection_AndKeepNoMemory(EventType type)
    {
        var connections = new ConcurrentDictionary<string, bool>();
        await using var backend = await LoopbackServer.StartAsync(
            0,
            context =>
            {
                connections[context.Connection.Id] = true;
                return EchoAsync(context);
            },
            maxBodyBytes: null);
        using var function = new FunctionUnderTest(type, backend.Address.GetLeftPart(UriPartial.Authority));

        var memory = 0L;
        for (var index = 1; index <= 10_000; index++)
        {
            var result = await function.SendAsync(new Request
            {
                Method = index % 3 == 0 ? "POST" : "GET",
                Path = $"/{index % 100}",
                Headers = [new("Content-Type", index % 2 == 0 ? "text/plain" : "image/png")],
                Body = index % 3 == 0 ? new byte[index % 5_000] : null,
            });
            Assert.Equal(200, result.Status);
            if (index == 2_000)
            {
                memory = GC.GetTotalMemory(forceFullCollection: true) - function.Log.Length;
            }
        }

        Assert.Single(connections);

        // Apart from the log, which the test keeps, memory grows by less than 100 bytes per request.
        var growth = GC.GetTotalMemory(forceFullCollection: true) - function.Log.Length - memory;
        Assert.True(growth < 100 * 8_000 + 4_000_000, $"{growth} bytes more after 8,000 requests.");
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F40_FourMegabytes_CostFewAllocations(EventType type)
    {
        var body = RandomNumberGenerator.GetBytes(4 * 1024 * 1024);
        await using var backend = await LoopbackServer.StartAsync(
            0,
            context =>
            {
                context.Response.ContentType = "image/png";
                context.Response.ContentLength = body.Length;
                return context.Response.Body.WriteAsync(body).AsTask();
            },
            maxBodyBytes: null);
        using var function = new ServerlessProxy.Function(
            type.Adapter,
            ServerlessProxy.CallerPolicy.Anyone,
            FunctionUnderTest.For(backend.Address.GetLeftPart(UriPartial.Authority)),
            Stream.Null);
        var json = Encoding.UTF8.GetBytes(type.Make(new Request()).ToJsonString());

        var allocated = new List<long>();
        for (var count = 0; count < 6; count++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await using var output = await function.HandleAsync(
                new MemoryStream(json),
                new ServerlessProxy.Tests.LambdaContext(TimeSpan.FromSeconds(27)));
            Assert.True(output.Length > body.Length);
            allocated.Add(GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.True(allocated[0] < 64 * 1024 * 1024, $"{allocated[0]} bytes for the first.");
        Assert.True(allocated.Min() < 2 * 1024 * 1024, $"{allocated.Min()} bytes once the pools are filled.");
    }

    private static async Task EchoAsync(HttpContext context)
    {
        context.Response.ContentType = context.Request.ContentType;
        context.Response.Headers["X-Echo"] = $"{context.Request.Path}:{context.Request.Headers["X-Index"]}";
        await context.Request.Body.CopyToAsync(context.Response.Body);
    }
}
