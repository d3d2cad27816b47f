using System.Collections.Frozen;

namespace ServerlessProxy;

/// <summary>The header fields that authorize a caller at API Gateway, and stop there: they are not for the service behind.</summary>
public static class GatewayCredentials
{
    /// <summary>By what <c>AUTH</c> names, where it is API Gateway that decides who may call, or nobody.</summary>
    public static FrozenDictionary<string, FrozenSet<string>> ByAuth { get; } = new Dictionary<string, string[]>
    {
        ["api-key"] = ["x-api-key"],

        // A signature of this one request to API Gateway, and the session of whoever signed it.
        ["iam"] = ["Authorization", "X-Amz-Security-Token"],

        // A token may be for the service too.
        ["jwt"] = [],
        ["none"] = [],
    }.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToFrozenSet(StringComparer.OrdinalIgnoreCase), StringComparer.Ordinal);
}
