using System.Diagnostics;
using System.Globalization;
using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Sends requests to the backend, in the same way as <see cref="Function"/>.</summary>
/// <param name="settings">The settings of the proxy.</param>
/// <param name="delivered">The statuses that count as delivered.</param>
public sealed class BackendDelivery(Settings settings, DeliveredStatuses delivered) : IDelivery
{
    private const string Prefix = "X-Proxy-Delivery-";

    /// <summary>The part of the invocation's time that is left for the log line and the result.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(1);

    private readonly Backend backend = new(settings.Tls);

    /// <inheritdoc/>
    public async Task<bool> SendAsync(
        GatewayRequest request, string deliveryId, int attempt, ILambdaContext context, DeliveryLogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(entry);

        using var message = BackendRequest.Create(
            Marked(request, deliveryId, attempt),
            settings.Forwarding,
            context.TraceId);
        var budget = TimeSpan.FromTicks(
            Math.Min(settings.BackendTimeout.Ticks, (context.RemainingTime - Reserve).Ticks));
        var sent = Stopwatch.GetTimestamp();
        try
        {
            var answer = await backend.SendAsync(message, budget, DeliveryAnswer.ReadAsync);
            (entry.Status, entry.BytesOut) = (answer.Status, answer.Bytes);
            return delivered.Contains(answer.Status);
        }
        finally
        {
            entry.BackendDuration = Stopwatch.GetElapsedTime(sent);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => backend.Dispose();

    /// <summary>Adds the delivery id and the attempt. A caller's own are not believed, and its <c>Connection</c>, which
    /// could name ours, was not queued.</summary>
    private static GatewayRequest Marked(GatewayRequest request, string deliveryId, int attempt) =>
        request with
        {
            Headers =
            [
                // CGI, WSGI and Rack treat _ as -.
                .. request.Headers.Where(header =>
                    !header.Key.Replace('_', '-').StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)),
                new($"{Prefix}Id", deliveryId),
                new($"{Prefix}Attempt", attempt.ToString(CultureInfo.InvariantCulture)),
            ],
        };
}
