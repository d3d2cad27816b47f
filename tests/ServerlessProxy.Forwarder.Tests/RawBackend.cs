using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Represents a backend that answers with any bytes, including those that no web server sends. It reads the head
/// of a request, writes the answer and closes the connection.</summary>
internal sealed class RawBackend : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();

    /// <summary>Starts listening on a free port.</summary>
    /// <param name="answer">Writes the answer.</param>
    public RawBackend(Func<NetworkStream, CancellationToken, Task> answer)
    {
        listener.Start();
        _ = AcceptAsync(answer);
    }

    /// <summary>Starts listening on a free port.</summary>
    /// <param name="answer">The answer, with <c>\n</c> as the end of each line.</param>
    public RawBackend(string answer)
        : this(
            (stream, cancellationToken) =>
                stream
                    .WriteAsync(
                        Encoding.Latin1.GetBytes(answer.Replace("\n", "\r\n", StringComparison.Ordinal)),
                        cancellationToken)
                    .AsTask()
        )
    { }

    /// <summary>The URL of the backend.</summary>
    public string Address => $"http://{listener.LocalEndpoint}";

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> answer)
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptTcpClientAsync(stop.Token), answer);
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }

    private async Task AnswerAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> answer)
    {
        using var connection = client;
        try
        {
            var stream = connection.GetStream();
            using var reader = new StreamReader(stream, leaveOpen: true);
            while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 })
            {
            }

            await answer(stream, stop.Token);
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The proxy closed the connection, or the test has ended.
        }
    }
}
