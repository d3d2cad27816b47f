using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>Makes the attempts to deliver requests.</summary>
public interface IDelivery : IDisposable
{
    /// <summary>Makes one attempt.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deliveryId">Its delivery id.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="context">Lambda's information about the invocation.</param>
    /// <param name="entry">Gets status, size and duration of the answer.</param>
    /// <returns>Whether the request is delivered.</returns>
    /// <exception cref="ProxyException">The backend did not answer, or the request cannot be sent.</exception>
    Task<bool> SendAsync(
        GatewayRequest request, string deliveryId, int attempt, ILambdaContext context, DeliveryLogEntry entry);
}
