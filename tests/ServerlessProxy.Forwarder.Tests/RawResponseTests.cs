using System.Text;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Sends answers that no web server sends, but that a forwarder must handle.</summary>
public sealed class RawResponseTests
{
    public static TheoryData<EventType, string, int, string?> Answers()
    {
        var rows = new TheoryData<EventType, string, int, string?>();
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            // The answer, with \n as the line end; the status that the caller gets; the body, or null for an error.
            rows.Add(type, "", 502, null);
            rows.Add(type, "\n\n", 502, null);
            rows.Add(type, "HTTP/1.1", 502, null);
            rows.Add(type, "HTTP/1.1 OK\n\n", 502, null);
            rows.Add(type, "HTTP/1.1 2x0 OK\n\n", 502, null);
            rows.Add(type, "HTTP/3.0 200 OK\n\n", 502, null);
            rows.Add(type, "SSH-2.0-OpenSSH_9.6\n", 502, null);
            rows.Add(type, "no http at all\n\n", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\nno colon\n\n", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\n: no name\n\n", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\nX-Cut: sho", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n\n123456", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\nContent-Length: 5, 6\n\n123456", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\nContent-Length: -1\n\n", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\nContent-Length: abc\n\nabc", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\nContent-Length: 99999999999999999999\n\nabc", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\nContent-Length: 10\n\nshort", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\n12", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nxyz\n", 502, null);
            rows.Add(type, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nok\n", 502, null);
            rows.Add(type, "HTTP/1.1 101 Switching Protocols\nUpgrade: x\nConnection: Upgrade\n\n", 502, null);
            rows.Add(type, "HTTP/1.1 999 Invented\nContent-Length: 0\n\n", 502, null);
            rows.Add(type, "HTTP/1.1 600 Invented\nContent-Length: 0\n\n", 502, null);
            rows.Add(type, "HTTP/1.1 100 Continue\n\n", 502, null);

            rows.Add(type, "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, "ok");
            rows.Add(type, "HTTP/1.1 200\nContent-Length: 2\n\nok", 200, "ok");
            rows.Add(type, "HTTP/1.1 200 OK\nContent-Length: 2\nContent-Length: 2\n\nok", 200, "ok");
            rows.Add(type, "HTTP/1.1 599 Last\nContent-Length: 2\n\nok", 599, "ok");
            rows.Add(type, "HTTP/1.0 200 OK\n\nuntil the end", 200, "until the end");
            rows.Add(type, "HTTP/1.1 200 OK\nConnection: close\n\nuntil the end", 200, "until the end");
            rows.Add(type, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2;x=y\nok\n0\nX-Trailer: z\n\n", 200, "ok");
            rows.Add(type, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Length: 9\n\n2\nok\n0\n\n", 200, "ok");
            rows.Add(type, "HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, "ok");
            rows.Add(
                type,
                "HTTP/1.1 102 Processing\n\nHTTP/1.1 103 Early Hints\nLink: </x>\n\n"
                    + "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                200,
                "ok");
            rows.Add(type, "HTTP/1.1 204 No Content\nContent-Length: 2\n\nok", 204, "");
            rows.Add(type, "HTTP/1.1 304 Not Modified\nContent-Length: 2\n\n", 304, "");
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task F32_RawAnswer_IsForwardedOr502(EventType type, string answer, int status, string? body)
    {
        using var backend = new RawBackend(answer);
        using var function = new FunctionUnderTest(type, backend.Address);
        var result = await function.GetAsync();
        Assert.Equal(status, result.Status);
        if (body is null)
        {
            Assert.Equal("The backend cannot be reached.", result.Message);
        }
        else
        {
            Assert.Equal(body, Encoding.ASCII.GetString(result.Body));
            Assert.DoesNotContain(
                result.Headers,
                header => header.Key is "Link" or "X-Trailer" or "Content-Length" or "Transfer-Encoding" or "Connection"
            );
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F25_NulInAHeaderValue_IsNotForwarded(EventType type)
    {
        using var backend = new RawBackend("HTTP/1.1 200 OK\nX-Evil: a\0b\nX-Good: c\nContent-Length: 0\n\n");
        using var function = new FunctionUnderTest(type, backend.Address);
        var result = await function.GetAsync();
        Assert.DoesNotContain(result.Headers, header => header.Value.Contains('\0', StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F32_TenThousandHeaders_Are502(EventType type)
    {
        var headers = string.Concat(Enumerable.Range(0, 10_000).Select(index => $"X-{index}: {index}\n"));
        using var backend = new RawBackend($"HTTP/1.1 200 OK\n{headers}Content-Length: 0\n\n");
        using var function = new FunctionUnderTest(type, backend.Address);
        Assert.Equal(502, (await function.GetAsync()).Status);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n")]
    public async Task F32_ResetInTheMiddle_Is502(string beginning)
    {
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            using var backend = new RawBackend(async (stream, cancellationToken) =>
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), cancellationToken);
                await Task.Delay(50, cancellationToken);

                // The socket then sends RST when it is closed.
                stream.Socket.LingerState = new(enable: true, seconds: 0);
            });
            using var function = new FunctionUnderTest(type, backend.Address);
            Assert.Equal(502, (await function.GetAsync()).Status);
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F33_SlowDrip_IsReadToItsEnd(EventType type)
    {
        using var backend = new RawBackend(
            (stream, cancellationToken) =>
                DripAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234567890", cancellationToken));
        using var function = new FunctionUnderTest(type, backend.Address);
        Assert.Equal("1234567890"u8.ToArray(), (await function.GetAsync()).Body);
    }

    [Trait("Speed", "Slow")]
    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F33_SlowDripBeyondTheDeadline_Is504(EventType type)
    {
        using var backend = new RawBackend(
            (stream, cancellationToken) =>
                DripAsync(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + new string('x', 100_000),
                    cancellationToken));
        using var function = new FunctionUnderTest(
            type,
            backend.Address,
            settings => settings with { BackendTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(504, (await function.GetAsync()).Status);
    }

    [Trait("Speed", "Slow")]
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n", 0)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 65_536)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n", 0)]
    public async Task F31_TenGigabytes_CostNoMoreThanTheLimit(string head, int chunk)
    {
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            long written = 0;
            using var backend = new RawBackend(async (stream, cancellationToken) =>
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
                var block = new byte[65_536];
                Array.Fill(block, (byte)'x');
                while (written < 10L * 1024 * 1024 * 1024)
                {
                    if (chunk > 0)
                    {
                        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{chunk:x}\r\n"), cancellationToken);
                    }

                    await stream.WriteAsync(block, cancellationToken);
                    if (chunk > 0)
                    {
                        await stream.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
                    }

                    written += block.Length;
                }
            });
            using var function = new FunctionUnderTest(type, backend.Address);
            var result = await function.GetAsync();
            Assert.Equal(502, result.Status);
            Assert.Equal("The response is too large for the proxy.", result.Message);

            // The limit, and what the buffers of the sockets took before the connection was closed.
            await Task.Delay(100);
            Assert.True(Interlocked.Read(ref written) < 32 * 1024 * 1024, $"{written} bytes were taken.");
        }
    }

    private static async Task DripAsync(Stream stream, string answer, CancellationToken cancellationToken)
    {
        foreach (var octet in Encoding.ASCII.GetBytes(answer))
        {
            await stream.WriteAsync(new[] { octet }, cancellationToken);
            await Task.Delay(5, cancellationToken);
        }
    }
}
