using System.Collections.Frozen;

namespace ServerlessProxy;

/// <summary>Where requests go, and what of them reaches the backend.</summary>
public sealed record ForwardingRules
{
    /// <summary><c>BACKEND_URL</c>: where requests go.</summary>
    public required BackendUrl Backend { get; init; }

    /// <summary><c>AUTH</c>: what callers send to API Gateway only.</summary>
    public GatewayCredentials GatewayCredentials { get; init; } = GatewayCredentials.None;

    /// <summary><c>TRUSTED_HEADERS</c>, separated by commas: identity headers (<see cref="IdentityHeaders"/>) that are
    /// forwarded although callers can forge them. Letter case does not matter; <c>_</c> does not count as <c>-</c>.</summary>
    public FrozenSet<string> TrustedHeaders { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The pseudonym of this proxy in <c>Via</c> (RFC 9110, section 7.6.3): the function's name.</summary>
    public string ServiceName { get; init; } = "serverless-proxy";
}
