using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessProxy;

/// <summary>Loads the code that a request needs while Lambda initializes the function with a whole CPU. A sample
/// request goes to a server on loopback. The backend's name is resolved, but the backend does not receive
/// anything.</summary>
public static class WarmUp
{
    /// <summary>Limits the time, so that a slow name server does not keep the function from starting.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Runs the sample request. It ignores network errors: the first request reports them in its log
    /// line.</summary>
    /// <returns>True if everything succeeded.</returns>
    public static async Task<bool> RunAsync(IGatewayEvents events, Backend backend, Settings settings)
    {
        try
        {
            var host = new Uri(settings.Forwarding.Backend.Origin).DnsSafeHost;
            var forwarding = ForwardAsync(events, backend, settings);
            await Task.WhenAll(forwarding, Dns.GetHostAddressesAsync(host)).WaitAsync(Limit);
            return true;
        }
        catch (Exception exception)
            when (exception is SocketException or IOException or ProxyException or TimeoutException)
        {
            return false;
        }
    }

    private static async Task ForwardAsync(IGatewayEvents events, Backend backend, Settings settings)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(events.Sample));
        var request = events.Read(json, IGatewayEvents.SampleRoute);
        var rules = settings.Forwarding with { Backend = BackendUrl.Parse($"http://{listener.LocalEndpoint}") };
        using var message = BackendRequest.Create(request, rules, trace: null);

        // On its own thread, because the thread pool starts with one thread for each CPU.
        _ = Task.Factory.StartNew(
            () => Answer(listener), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var response = await backend.SendAsync(message, Limit);
        using var result = ResultWriter.Write(events, response);
        var entry = new RequestLogEntry { FunctionName = settings.Forwarding.ServiceName };
        entry.Add(request);
        new RequestLog(Stream.Null).Write(entry);
    }

    private static void Answer(TcpListener listener)
    {
        using var client = listener.AcceptSocket();
        client.Receive(new byte[4096]);
        client.Send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8);
    }
}
