using System.Collections.Frozen;
using System.Net.Http.Headers;

namespace ServerlessProxy;

/// <summary>When a request counts as delivered.</summary>
public static class DeliveryRules
{
    /// <summary>Those below 500 by which the backend says "not now": RFC 9110, section 15.5.9; RFC 8470, section 5.2; RFC 6585, section 4.</summary>
    private static readonly FrozenSet<int> NotNow = new[] { 408, 425, 429 }.ToFrozenSet();

    /// <summary>Whether the backend has the request: it may have refused it, which another attempt would not change.</summary>
    public static bool IsDelivered(int status) => status < 500 && !NotNow.Contains(status);

    /// <summary>What <c>Retry-After</c> asks for (RFC 9110, section 10.2.3); null if it is not there or is neither seconds nor a date.</summary>
    public static TimeSpan? RetryAfter(IEnumerable<KeyValuePair<string, string>> headers, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(headers);

        var value = headers.FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value;
        return RetryConditionHeaderValue.TryParse(value, out var retry) ? retry.Delta ?? (retry.Date - now) : null;
    }
}
