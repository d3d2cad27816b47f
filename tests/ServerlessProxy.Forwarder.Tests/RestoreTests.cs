using System.Collections.Concurrent;
using System.Net.Sockets;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>What becomes of connections when the function is restored from a snapshot.</summary>
public sealed class RestoreTests
{
    private static readonly byte[] Empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F40_ConnectionOfBeforeARestore_IsNotUsedAfterIt(EventType type)
    {
        var connections = new ConcurrentQueue<NetworkStream>();
        using var backend = new KeepAliveBackend(async (_, stream, cancellationToken) =>
        {
            connections.Enqueue(stream);
            await stream.WriteAsync(Empty, cancellationToken);
            return true;
        });
        using var function = new FunctionUnderTest(type, backend.Address);

        await GetTwiceAsync();
        function.DropConnections();
        await GetTwiceAsync();

        // Each is used for as long as it may be.
        var used = connections.ToArray();
        Assert.Equal((used[0], used[2]), (used[1], used[3]));
        Assert.NotEqual(used[1], used[2]);

        async Task GetTwiceAsync()
        {
            Assert.Equal(200, (await function.GetAsync()).Status);
            Assert.Equal(200, (await function.GetAsync()).Status);
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F40_RequestUnderWay_IsAnswered_AlthoughConnectionsAreDropped(EventType type)
    {
        var arrived = new TaskCompletionSource();
        var dropped = new TaskCompletionSource();
        using var backend = new KeepAliveBackend(async (_, stream, cancellationToken) =>
        {
            arrived.SetResult();
            await dropped.Task;
            await stream.WriteAsync(Empty, cancellationToken);
            return true;
        });
        using var function = new FunctionUnderTest(type, backend.Address);

        var answer = function.GetAsync();
        await arrived.Task;
        function.DropConnections();
        dropped.SetResult();
        Assert.Equal(200, (await answer).Status);
    }
}
