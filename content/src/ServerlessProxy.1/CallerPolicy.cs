using System.Net;

namespace ServerlessProxy;

/// <summary>Who may call, as far as the function checks it. API Gateway checks API keys, IAM signatures and JWTs.</summary>
public sealed record CallerPolicy
{
    /// <summary>Allows every caller.</summary>
    public static CallerPolicy Anyone { get; } = new();

    /// <summary><c>ALLOWED_CIDRS</c>: the networks that callers must come from; empty for any.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>A check of the request's content; null for none.</summary>
    public ICallerCheck? ContentCheck { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="setting">Returns an environment variable by name, null if it is not set.</param>
    /// <param name="contentCheck">The check that <c>AUTH</c> names; null if API Gateway checks the caller, or nobody.</param>
    /// <exception cref="ConfigurationException">A setting is missing or wrong. The message names it.</exception>
    public static CallerPolicy Read(Func<string, string?> setting, ICallerCheck? contentCheck = null)
    {
        ArgumentNullException.ThrowIfNull(setting);

        if (contentCheck is null && !GatewayCredentials.ByAuth.ContainsKey(setting("AUTH") ?? ""))
        {
            var known = string.Join(", ", GatewayCredentials.ByAuth.Keys.Order(StringComparer.Ordinal));
            throw new ConfigurationException("AUTH", $"\"{setting("AUTH")}\" is not supported. Use one of {known}");
        }

        try
        {
            var ranges = (setting("ALLOWED_CIDRS") ?? "").Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return new CallerPolicy
            {
                AllowedNetworks = [.. ranges.Select(IPNetwork.Parse)],
                ContentCheck = contentCheck,
            };
        }
        catch (FormatException)
        {
            throw new ConfigurationException(
                "ALLOWED_CIDRS",
                "must be address ranges such as 192.0.2.0/24, separated by commas");
        }
    }

    /// <summary>Checks that the caller may call.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.Forbidden"/> for the caller's address, or what
    /// <see cref="ContentCheck"/> throws.</exception>
    public void Check(GatewayRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        if (
            AllowedNetworks.Count > 0
            && !(
                IPAddress.TryParse(request.SourceIp, out var address)
                && AllowedNetworks.Any(network => network.Contains(address))))
        {
            throw new ProxyException(ErrorKind.Forbidden, "the caller's address is not allowed");
        }

        ContentCheck?.Check(request);
    }
}

/// <summary>Checks a request's content before it is forwarded.</summary>
public interface ICallerCheck
{
    /// <summary>Checks one request.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.Unauthorized"/>: the request is not authorized.</exception>
    void Check(GatewayRequest request);
}
