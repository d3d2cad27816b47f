using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ServerlessProxy;

/// <summary>The connections to the backend.</summary>
public sealed class Backend : IDisposable
{
    private readonly X509Certificate2Collection? authorities;
    private readonly SslStreamCertificateContext? clientCertificate;
    private volatile HttpMessageInvoker client;

    /// <summary>No connection yet: a request opens the first.</summary>
    /// <param name="authorities">Whom to trust beside the name and the dates of a certificate; null for the system's authorities.</param>
    /// <param name="clientCertificate">What to show to a backend that asks who connects; null for nothing.</param>
    public Backend(X509Certificate2Collection? authorities, SslStreamCertificateContext? clientCertificate = null)
    {
        this.authorities = authorities;
        this.clientCertificate = clientCertificate;
        client = NewClient();
    }

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
            throw new ProxyException(ErrorKind.DeadlineExceeded, deadline.IsCancellationRequested ? $"after {budget}" : "while connecting", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new ProxyException(ErrorKind.BackendUnreachable, Reason(exception), exception);
        }
    }

    /// <summary>Lets go of every connection: the next request opens a new one, and one that is under way is answered. One that begins at this
    /// very moment may fail; Lambda restores a function before it has any event for it.</summary>
    public void DropConnections() => Interlocked.Exchange(ref client, NewClient()).Dispose();

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private HttpMessageInvoker NewClient() => new(new SocketsHttpHandler
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
        SslOptions = { CertificateChainPolicy = ChainPolicy(authorities), ClientCertificateContext = clientCertificate },
    });

    /// <summary>Certificates are verified always; only the anchor of trust can be another. Lambda in a VPC reaches no revocation list.</summary>
    private static X509ChainPolicy? ChainPolicy(X509Certificate2Collection? authorities)
    {
        if (authorities is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

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
        return error is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
            ? $"{error}: {exception.GetBaseException().Message}"
            : $"{error}: {exception.GetBaseException().GetType().Name}";
    }
}
