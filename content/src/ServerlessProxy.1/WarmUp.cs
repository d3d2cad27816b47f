using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessProxy;

/// <summary>Does once, while Lambda initializes the function with a whole CPU, what the first request would else wait for at the
/// function's share of one: a request takes the whole way, to a server on loopback, so that all the code on it is loaded. The backend's name is
/// looked up; the backend itself gets nothing, not even a connection.</summary>
public static class WarmUp
{
    /// <summary>Longer than it ever takes, shorter than Lambda waits: a name server that does not answer must not keep the function from starting.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Runs it. A function that is not warm serves all the same: nothing that the network does throws.</summary>
    /// <returns>Whether all of it was done.</returns>
    public static async Task<bool> RunAsync(IGatewayEvents events, Backend backend, Settings settings)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(settings);

        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await Task.WhenAll(
                    ForwardAsync(events, backend, settings, limit.Token),
                    Dns.GetHostAddressesAsync(new Uri(settings.Forwarding.Backend.Origin).DnsSafeHost, limit.Token))
                .WaitAsync(limit.Token);
            return true;
        }
        catch (Exception exception)
            when (exception is SocketException or IOException or ProxyException or OperationCanceledException)
        {
            // The first request meets the same, and says so in its line of the log.
            return false;
        }
    }

    private static async Task ForwardAsync(
        IGatewayEvents events,
        Backend backend,
        Settings settings,
        CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, cancellationToken);

        using var json = new MemoryStream(Encoding.UTF8.GetBytes(events.Sample));
        var request = events.Read(json, IGatewayEvents.SampleRoute);
        using var message = BackendRequest.Create(
            request,
            settings.Forwarding with
            {
                Backend = BackendUrl.Parse($"http://{listener.LocalEndpoint}"),
            },
            trace: null);
        using var response = await backend.SendAsync(message, Limit);
        await answering;

        using var result = ResultWriter.Write(events, response);
        var entry = new RequestLogEntry { FunctionName = settings.Forwarding.ServiceName };
        entry.Describe(request);
        new RequestLog(Stream.Null).Write(entry);
    }

    private static async Task AnswerAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        using var client = await listener.AcceptTcpClientAsync(cancellationToken);
        var stream = client.GetStream();
        var head = new byte[4096];
        var length = 0;
        do
        {
            length += await stream.ReadAtLeastAsync(head.AsMemory(length), 1, cancellationToken: cancellationToken);
        }
        while (!head.AsSpan(0, length).EndsWith("\r\n\r\n"u8));

        await stream.WriteAsync(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray(),
            cancellationToken);
    }
}
