using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Fails every attempt, because a setting is missing or wrong. Requests stay in the queue until it is
/// corrected, and the log names it.</summary>
/// <param name="problem">The setting, the problem and the fix.</param>
public sealed class UnconfiguredDelivery(string problem) : IDelivery
{
    /// <inheritdoc/>
    public Task<bool> SendAsync(
        GatewayRequest request, string deliveryId, int attempt, ILambdaContext context, DeliveryLogEntry entry) =>
        Task.FromException<bool>(new ProxyException(ErrorKind.Unconfigured, problem));

    /// <inheritdoc/>
    public void DropConnections()
    {
        // There are no connections.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It owns nothing.
    }
}
