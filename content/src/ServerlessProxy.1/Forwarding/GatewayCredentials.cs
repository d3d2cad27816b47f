namespace ServerlessProxy;

/// <summary>The credentials of a caller for API Gateway. They never reach the backend (F10).</summary>
public sealed record GatewayCredentials
{
    public static GatewayCredentials None { get; } = new();

    /// <summary>The credentials by the value of <c>AUTH</c>.</summary>
    public static IReadOnlyDictionary<string, GatewayCredentials> ByAuth { get; } =
        new Dictionary<string, GatewayCredentials>
        {
            ["api-key"] = new() { Headers = Set("x-api-key") },

            // A signature in the headers or in the query, and the session token of the caller:
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html.
            ["iam"] = new()
            {
                Headers = Set("Authorization", "X-Amz-Security-Token"),
                QueryParameters = Set(
                    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Security-Token",
                    "X-Amz-Signature", "X-Amz-SignedHeaders"),
            },

            // The backend may need the token too.
            ["jwt"] = None,
            ["none"] = None,
        };

    /// <summary>The names of the headers. Letter case does not matter.</summary>
    public IReadOnlySet<string> Headers { get; init; } = Set();

    /// <summary>The names of the query parameters. Letter case does not matter.</summary>
    public IReadOnlySet<string> QueryParameters { get; init; } = Set();

    private static HashSet<string> Set(params string[] names) => new(names, StringComparer.OrdinalIgnoreCase);
}
