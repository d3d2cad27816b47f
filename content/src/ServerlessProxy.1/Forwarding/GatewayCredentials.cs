using System.Collections.Frozen;

namespace ServerlessProxy;

/// <summary>What authorizes a caller at API Gateway. It stops at the proxy and never reaches the backend (F10).</summary>
public sealed record GatewayCredentials
{
    /// <summary>No credentials: nothing is removed.</summary>
    public static GatewayCredentials None { get; } = new();

    /// <summary>The credentials by the value of <c>AUTH</c>, for those that API Gateway checks, and <c>none</c>.</summary>
    public static FrozenDictionary<string, GatewayCredentials> ByAuth { get; } =
        new Dictionary<string, GatewayCredentials>
        {
            ["api-key"] = new() { Headers = Set("x-api-key") },

            // The signature of this one request, in the headers or in the query, and the session of whoever signed it:
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html.
            ["iam"] = new()
            {
                Headers = Set("Authorization", "X-Amz-Security-Token"),
                QueryParameters = Set(
                "X-Amz-Algorithm",
                "X-Amz-Credential",
                "X-Amz-Date",
                "X-Amz-Expires",
                "X-Amz-Security-Token",
                "X-Amz-Signature",
                "X-Amz-SignedHeaders"),
            },

            // A token can be meant for the backend too.
            ["jwt"] = None,
            ["none"] = None,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of the headers. Letter case does not matter.</summary>
    public FrozenSet<string> Headers { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The names of the query parameters. Letter case does not matter.</summary>
    public FrozenSet<string> QueryParameters { get; init; } = FrozenSet<string>.Empty;

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
