using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.LocalGateway;

/// <summary>Rejects what API Gateway rejects itself: requests without the API key, and too many requests.</summary>
/// <param name="apiKey">The key; null if none is required.</param>
/// <param name="rateLimit">Requests a second; null for no limit.</param>
/// <param name="burstLimit">How many requests may arrive at once; null for the rate limit.</param>
public sealed class GatewayProtection(string? apiKey, int? rateLimit = null, int? burstLimit = null) : IDisposable
{
    private static readonly GatewayAnswer Forbidden = new(StatusCodes.Status403Forbidden, "Forbidden");
    private static readonly GatewayAnswer TooMany = new(StatusCodes.Status429TooManyRequests, "Too Many Requests");

    /// <summary>A token bucket, like API Gateway's:
    /// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html.</summary>
    private readonly TokenBucketRateLimiter? bucket = rateLimit is null ? null : new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = burstLimit ?? rateLimit.Value,
        TokensPerPeriod = rateLimit.Value,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    });

    /// <summary>Rejects no request.</summary>
    public static GatewayProtection None { get; } = new(apiKey: null);

    /// <summary>Returns the response that rejects a request; null if the request is allowed.</summary>
    public GatewayAnswer? Reject(HttpRequest request)
    {
        if (apiKey is not null && request.Headers["x-api-key"] != apiKey)
        {
            return Forbidden;
        }

        using var lease = bucket?.AttemptAcquire();
        return lease is { IsAcquired: false } ? TooMany : null;
    }

    /// <inheritdoc/>
    public void Dispose() => bucket?.Dispose();
}
