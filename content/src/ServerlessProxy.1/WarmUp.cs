using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessProxy;

/// <summary>Loads the code that a request needs while Lambda initializes the function with a whole CPU: a sample event is
/// handled, with a server on loopback as the backend. The real backend's name is resolved, but the backend does not
/// receive anything.</summary>
public static class WarmUp
{
    /// <summary>Limits the time, so that a slow name server does not keep the function from starting.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Handles the sample event. It ignores errors: the first request reports them in its log line.</summary>
    /// <returns>True if it ended in time, and the backend's name was resolved.</returns>
    public static bool Run(IGatewayEvents events, Backend backend, Settings settings)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        // On its own thread, because the thread pool starts with one thread for each CPU.
        _ = Task.Factory.StartNew(
            () => Answer(listener), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var loopback = settings with
        {
            RoutePrefix = IGatewayEvents.SampleRoute,
            BackendTimeout = Limit,
            Forwarding = settings.Forwarding with { Backend = BackendUrl.Parse($"http://{listener.LocalEndpoint}") },
        };
        var function = new Function(events, CallerPolicy.Anyone, loopback, Stream.Null, backend);
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(events.Sample));
        var handled = function.HandleAsync(json, context: null);
        var resolved = Dns.GetHostAddressesAsync(new Uri(settings.Forwarding.Backend.Origin).DnsSafeHost);
        return Task.WaitAny(Task.WhenAll(handled, resolved), Task.Delay(Limit)) == 0 && resolved.IsCompletedSuccessfully;
    }

    private static void Answer(TcpListener listener)
    {
        using var client = listener.AcceptSocket();
        client.Receive(new byte[4096]);
        client.Send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok"u8);
    }
}
