using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Reads requests with their bodies one after the other from a connection, and answers with the test's bytes.
/// </summary>
internal sealed class KeepAliveBackend : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();

    /// <summary>Starts listening on a free port.</summary>
    /// <param name="answer">Answers a request, given its head. Returns false to close the connection.</param>
    public KeepAliveBackend(Func<string, NetworkStream, CancellationToken, Task<bool>> answer)
    {
        listener.Start();
        _ = AcceptAsync(answer);
    }

    /// <summary>The URL of the backend.</summary>
    public string Address => $"http://{listener.LocalEndpoint}";

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync(Func<string, NetworkStream, CancellationToken, Task<bool>> answer)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token), answer);
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, Func<string, NetworkStream, CancellationToken, Task<bool>> answer)
    {
        using var connection = client;
        try
        {
            var stream = connection.GetStream();
            while (await ReadRequestAsync(stream) is { } head && await answer(head, stream, stop.Token))
            {
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The proxy closed the connection, or the test is over.
        }
    }

    private async Task<string?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var octet = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(octet, stop.Token) == 0)
            {
                return null;
            }

            head.Append((char)octet[0]);
        }

        var length = head.ToString()
            .Split("\r\n")
            .FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var body = new byte[
            length is null ? 0 : int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)
        ];
        await stream.ReadExactlyAsync(body, stop.Token);
        return head.ToString();
    }
}
