using System.Net.Sockets;
using System.Text;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Checks when a request is sent a second time.</summary>
public sealed class RetryTests
{
    public static TheoryData<EventType, string, bool> Requests()
    {
        var rows = new TheoryData<EventType, string, bool>();
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            foreach (var method in new[] { "POST", "PATCH", "X-CREATE" })
            {
                rows.Add(type, method, false);
                rows.Add(type, method, true);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task F36_RequestThatTheBackendRead_IsNotSentAgain(EventType type, string method, bool hasBody)
    {
        // The first request opens a connection that is kept. The backend reads the second one, then closes the
        // connection.
        var seen = new List<string>();
        using var backend = new KeepAliveBackend(async (head, stream, cancellationToken) =>
        {
            seen.Add(head.Split(' ')[0]);
            if (seen.Count > 1)
            {
                return false;
            }

            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellationToken);
            return true;
        });
        using var function = new FunctionUnderTest(type, backend.Address);

        Assert.Equal(200, (await function.GetAsync()).Status);
        var result = await function.SendAsync(
            new Request { Method = method, Body = hasBody ? "body"u8.ToArray() : null });
        Assert.Equal(502, result.Status);
        Assert.Equal(["GET", method], seen);
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F32_ResetWhileTheBodyIsSent_Is502_AndIsNotSentAgain(EventType type)
    {
        var seen = 0;
        using var backend = new RawBackend((stream, _) =>
        {
            Interlocked.Increment(ref seen);
            stream.Socket.LingerState = new(enable: true, seconds: 0);
            return Task.CompletedTask;
        });
        using var function = new FunctionUnderTest(type, backend.Address);
        Assert.Equal(
            502,
            (await function.SendAsync(new Request { Method = "POST", Body = new byte[4_000_000] })).Status);
        Assert.Equal(1, seen);
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F20_AnswerBeforeTheBodyWasRead_IsForwarded(EventType type)
    {
        using var backend = new RawBackend(
            async (stream, cancellationToken) =>
            {
                await stream.WriteAsync(
                    "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(),
                    cancellationToken);
                await stream.CopyToAsync(Stream.Null, cancellationToken);
            });
        using var function = new FunctionUnderTest(type, backend.Address);
        Assert.Equal(
            413,
            (await function.SendAsync(new Request { Method = "POST", Body = new byte[4_000_000] })).Status);
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F36_ConnectionThatTheBackendClosedWhileIdle_CausesNoError(EventType type)
    {
        var seen = 0;
        using var backend = new KeepAliveBackend(async (_, stream, cancellationToken) =>
        {
            seen++;
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellationToken);
            return false;
        });
        using var function = new FunctionUnderTest(type, backend.Address);
        for (var count = 1; count <= 20; count++)
        {
            Assert.Equal(
                200,
                (await function.SendAsync(new Request { Method = count % 2 == 0 ? "POST" : "GET" })).Status);
            Assert.Equal(count, seen);
            await Task.Delay(20);
        }
    }
}
