using System.Diagnostics;
using System.Globalization;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Makes the attempts to deliver requests.</summary>
public interface IDelivery : IDisposable
{
    /// <summary>Makes one attempt.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deliveryId">Its delivery id.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="context">The invocation.</param>
    /// <param name="entry">Gets status, size and duration of the response.</param>
    /// <returns>True if the request is delivered.</returns>
    /// <exception cref="ProxyException">The backend did not respond, or the request cannot be sent.</exception>
    Task<bool> SendAsync(
        GatewayRequest request, string deliveryId, int attempt, ILambdaContext context, DeliveryLogEntry entry);
}

/// <summary>Sends requests to the backend, in the same way as <see cref="Function"/>.</summary>
/// <param name="settings">The settings of the proxy.</param>
/// <param name="delivered">The statuses that count as delivered.</param>
public sealed class BackendDelivery(Settings settings, DeliveredStatuses delivered) : IDelivery
{
    private const string Prefix = "X-Proxy-Delivery-";

    /// <summary>Limits how much of a response is read, in bytes. A connection is reused if its response was read to the
    /// end.</summary>
    private const int BodyLimit = 64 * 1024;

    /// <summary>Limits how long a response is read. Its status has arrived, and other requests are waiting.</summary>
    private static readonly TimeSpan BodyTimeLimit = TimeSpan.FromSeconds(1);

    /// <summary>The part of the invocation's time that is left for the log line and the result.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(1);

    private readonly Backend backend = new(settings.Tls);

    public async Task<bool> SendAsync(
        GatewayRequest request, string deliveryId, int attempt, ILambdaContext context, DeliveryLogEntry entry)
    {
        var marked = Mark(request, deliveryId, attempt);
        using var message = BackendRequest.Create(marked, settings.Forwarding, context.TraceId);
        var remaining = context.RemainingTime - Reserve;
        var budget = remaining < settings.BackendTimeout ? remaining : settings.BackendTimeout;
        var sent = Stopwatch.GetTimestamp();
        try
        {
            (entry.Status, entry.BytesOut) = await backend.SendAsync(message, budget, ReadAsync);
            return delivered.Contains(entry.Status);
        }
        finally
        {
            entry.BackendDuration = Stopwatch.GetElapsedTime(sent);
        }
    }

    public void Dispose() => backend.Dispose();

    /// <summary>Adds the delivery id and the attempt, and removes those that a caller sent. The queued request has no
    /// <c>Connection</c> header that could name them.</summary>
    private static GatewayRequest Mark(GatewayRequest request, string deliveryId, int attempt) => request with
    {
        Headers =
        [
            // CGI, WSGI and Rack treat _ as -.
            .. request.Headers.Where(header =>
                !header.Name.Replace('_', '-').StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)),
            new($"{Prefix}Id", deliveryId),
            new($"{Prefix}Attempt", attempt.ToString(CultureInfo.InvariantCulture)),
        ],
    };

    /// <summary>Reads the status and counts the bytes of the body, which is not returned to anyone. Errors while
    /// reading the body do not matter, because the status alone decides whether a request is delivered.</summary>
    private static async Task<(int Status, int Bytes)> ReadAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = 0;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(BodyTimeLimit);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            var buffer = new byte[8 * 1024];
            while (bytes < BodyLimit && await body.ReadAsync(buffer, limit.Token) is > 0 and var read)
            {
                bytes += read;
            }
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The connection is closed.
        }

        return ((int)response.StatusCode, bytes);
    }
}

/// <summary>Fails every attempt, because a setting is missing or wrong. Requests stay in the queue until it is
/// corrected.</summary>
/// <param name="problem">The setting, the problem and the fix, for the log.</param>
public sealed class UnconfiguredDelivery(string problem) : IDelivery
{
    public Task<bool> SendAsync(
        GatewayRequest request, string deliveryId, int attempt, ILambdaContext context, DeliveryLogEntry entry) =>
        Task.FromException<bool>(new ProxyException(ErrorKind.Unconfigured, problem));

    public void Dispose()
    {
    }
}
