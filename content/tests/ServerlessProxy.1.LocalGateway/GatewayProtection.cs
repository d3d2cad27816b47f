using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.LocalGateway;

/// <summary>What API Gateway refuses by itself: requests without the API key, and too many.</summary>
/// <param name="apiKey">The key; null if none is asked for.</param>
/// <param name="rateLimit">Requests a second; null for any number.</param>
/// <param name="burstLimit">How many may come at once before that counts.</param>
public sealed class GatewayProtection(string? apiKey, int? rateLimit = null, int? burstLimit = null) : IDisposable
{
    private static readonly GatewayAnswer Forbidden = new(StatusCodes.Status403Forbidden, "Forbidden");
    private static readonly GatewayAnswer TooMany = new(StatusCodes.Status429TooManyRequests, "Too Many Requests");

    /// <summary>A token bucket, as API Gateway's is: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html.</summary>
    private readonly TokenBucketRateLimiter? bucket = rateLimit is null ? null : new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = burstLimit ?? rateLimit.Value,
        TokensPerPeriod = rateLimit.Value,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    });

    /// <summary>Nobody is refused.</summary>
    public static GatewayProtection None { get; } = new(apiKey: null);

    /// <summary>What a request is refused with; null if it is not.</summary>
    public GatewayAnswer? Refuse(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

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
