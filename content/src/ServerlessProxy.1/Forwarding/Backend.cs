using System.Net;
using System.Net.Security;
using System.Text;

namespace ServerlessProxy;

/// <summary>The connections to the backend. The first request opens the first one.</summary>
/// <param name="tls">How the backend's certificate is verified.</param>
public sealed class Backend(SslClientAuthenticationOptions tls) : IDisposable
{
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        // Responses are returned unchanged. Requests contain what the caller sent, and nothing of this process.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,

        ConnectTimeout = TimeSpan.FromSeconds(2),

        // Less than the 60 s of load balancers, so that a reused connection is still open.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),

        // Applies changes in DNS even under constant load.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),

        // Closes the connection of a response that is too large instead of reading the rest.
        MaxResponseDrainSize = 0,

        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        SslOptions = tls,
    });

    /// <summary>Sends a request and reads the whole response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="budget">The time for connecting, sending and reading.</param>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BackendUnreachable"/>,
    /// <see cref="ErrorKind.DeadlineExceeded"/> or <see cref="ErrorKind.ResponseTooLarge"/>.</exception>
    public Task<GatewayResponse> SendAsync(HttpRequestMessage request, TimeSpan budget) =>
        SendAsync(request, budget, BackendResponse.ReadAsync);

    /// <summary>Sends a request and calls <paramref name="read"/> when the headers of the response have arrived. If
    /// <paramref name="read"/> does not read the whole body, the connection is closed.</summary>
    public async Task<T> SendAsync<T>(
        HttpRequestMessage request, TimeSpan budget, Func<HttpResponseMessage, CancellationToken, Task<T>> read)
    {
        if (budget <= TimeSpan.Zero)
        {
            throw new ProxyException(ErrorKind.DeadlineExceeded, "no time was left to send the request");
        }

        using var deadline = new CancellationTokenSource(budget);
        try
        {
            using var response = await client.SendAsync(request, deadline.Token);
            return await read(response, deadline.Token);
        }
        catch (OperationCanceledException exception)
        {
            // Either the deadline or ConnectTimeout has passed.
            throw new ProxyException(
                ErrorKind.DeadlineExceeded,
                deadline.IsCancellationRequested ? $"after {budget}" : "while connecting",
                exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new ProxyException(ErrorKind.BackendUnreachable, Reason(exception), exception);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>Returns the kind of the error, and the message if it comes from .NET or the operating system. The
    /// message for an invalid response would quote the response.</summary>
    private static string Reason(Exception exception)
    {
        var error = exception switch
        {
            HttpRequestException request => request.HttpRequestError,
            HttpIOException io => io.HttpRequestError,
            _ => HttpRequestError.Unknown,
        };
        var cause = exception.GetBaseException();
        return error is HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError
            ? $"{error}: {cause.Message}"
            : $"{error}: {cause.GetType().Name}";
    }
}
