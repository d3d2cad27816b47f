using System.Net;
using System.Net.Security;
using System.Text;

namespace ServerlessProxy;

/// <summary>The connections to the backend.</summary>
public sealed class Backend : IDisposable
{
    private readonly HttpMessageInvoker client;

    /// <summary>Creates the pool. A request opens the first connection.</summary>
    /// <param name="tls">How the backend's certificate is checked.</param>
    public Backend(SslClientAuthenticationOptions tls) => client = NewClient(tls);

    /// <summary>Sends a request and reads the whole response.</summary>
    /// <param name="request">The message to send.</param>
    /// <param name="budget">The time for connecting, sending and reading together.</param>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BackendUnreachable"/>, <see cref="ErrorKind.DeadlineExceeded"/> or <see cref="ErrorKind.ResponseTooLarge"/>.</exception>
    public Task<GatewayResponse> SendAsync(HttpRequestMessage request, TimeSpan budget) =>
        SendAsync(request, budget, BackendResponse.ReadAsync);

    /// <summary>Sends a request and passes the response to <paramref name="read"/> as soon as its header fields have
    /// arrived.</summary>
    /// <param name="request">The message to send.</param>
    /// <param name="budget">The time for connecting, sending and reading together.</param>
    /// <param name="read">Reads the response. The connection is closed if it leaves some of the body unread.</param>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BackendUnreachable"/>,
    /// <see cref="ErrorKind.DeadlineExceeded"/>, or what <paramref name="read"/> throws.</exception>
    public async Task<T> SendAsync<T>(
        HttpRequestMessage request, TimeSpan budget, Func<HttpResponseMessage, CancellationToken, Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);

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
            // Either the deadline or the handler's own limit for connecting.
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

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static HttpMessageInvoker NewClient(SslClientAuthenticationOptions tls) => new(new SocketsHttpHandler
    {
        // Responses pass as they are; requests carry what the caller sent and nothing of the process.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,

        ConnectTimeout = TimeSpan.FromSeconds(2),

        // Shorter than a load balancer's 60 s and a NAT's: a reused connection should be one that still lives.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),

        // A changed DNS record is seen after this time even under constant load.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),

        // What is left of a response that is too large is not worth reading: the connection is closed.
        MaxResponseDrainSize = 0,

        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        SslOptions = tls,
    });

    /// <summary>What the log says: the kind of error, and the cause where its text is of .NET's or the system's making. (That of a
    /// malformed response would quote it.)</summary>
    private static string Reason(Exception exception)
    {
        var error = exception switch
        {
            HttpRequestException request => request.HttpRequestError,
            HttpIOException io => io.HttpRequestError,
            _ => HttpRequestError.Unknown,
        };
        return
            error
                is HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
            ? $"{error}: {exception.GetBaseException().Message}"
            : $"{error}: {exception.GetBaseException().GetType().Name}";
    }
}
