using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.LocalGateway;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Checks the deadline: the configured timeout, or the remaining time of the invocation less half a second, whichever
/// is sooner.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class DeadlineTests
{
    public static TheoryData<EventType, int, int, int, int> Cases()
    {
        var rows = new TheoryData<EventType, int, int, int, int>();
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            // In milliseconds: the configured timeout, the remaining time, and the delay of the backend's answer. The
            // values are far apart, because machines are sometimes slow.
            rows.Add(type, 20_000, 20_000, 300, 200);
            rows.Add(type, 1_000, 20_000, 8_000, 504);
            rows.Add(type, 20_000, 1_500, 8_000, 504);
            rows.Add(type, 20_000, 500, 0, 504);
            rows.Add(type, 20_000, 0, 0, 504);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task F33_Deadline_IsTheSoonerOfBoth(
        EventType type,
        int configured,
        int remaining,
        int delay,
        int status)
    {
        var aborted = new TaskCompletionSource();
        await using var backend = await LoopbackServer.StartAsync(
            0,
            async context =>
            {
                context.RequestAborted.Register(() => aborted.TrySetResult());
                await Task.Delay(delay, context.RequestAborted);
            },
            maxBodyBytes: null);
        using var function = new FunctionUnderTest(
            type,
            backend.Address.GetLeftPart(UriPartial.Authority),
            settings => settings with { BackendTimeout = TimeSpan.FromMilliseconds(configured) });

        var started = Stopwatch.GetTimestamp();
        var result = await function.GetAsync(TimeSpan.FromMilliseconds(remaining));
        Assert.Equal(status, result.Status);
        if (status == 504 && delay > 0)
        {
            // The function answers after the deadline, does not wait for the backend, and closes the connection.
            var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            Assert.InRange(elapsed, Math.Min(configured, remaining - 500) - 50, delay - 1_000);
            await aborted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nX-A")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234")]
    public async Task F33_Stall_IsEndedWhereverItIs(string beginning)
    {
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            using var backend = new RawBackend(async (stream, cancellationToken) =>
            {
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(beginning), cancellationToken);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            });
            using var function = new FunctionUnderTest(type, backend.Address);
            Assert.Equal(504, (await function.GetAsync(TimeSpan.FromMilliseconds(900))).Status);
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F33_BodyThatIsNotTaken_Is504(EventType type)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 4096,
        };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var function = new FunctionUnderTest(type, $"http://{listener.LocalEndPoint}");
        var sent = function.SendAsync(
            new Request { Method = "POST", Body = new byte[4_000_000] },
            TimeSpan.FromMilliseconds(1_500));
        using var connection = await listener.AcceptAsync();
        Assert.Equal(504, (await sent).Status);
    }

    [Fact]
    public async Task F40_ConnectionThatIsNotTaken_Is504AfterTwoSeconds()
    {
        // A listener with a full queue does not accept further connections.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var waiting = new List<Socket>();
        try
        {
            for (var count = 0; count < 4; count++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                waiting.Add(socket);
                _ = socket.ConnectAsync(listener.LocalEndPoint!);
            }

            await Task.Delay(200);
            using var function = new FunctionUnderTest(EventType.Rest, $"http://{listener.LocalEndPoint}");
            var started = Stopwatch.GetTimestamp();
            Assert.Equal(504, (await function.GetAsync()).Status);
            Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1.5, 10);
            Assert.Contains("while connecting", function.Log, StringComparison.Ordinal);
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }
}
