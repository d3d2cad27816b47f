using System.Net;

namespace ServerlessProxy;

/// <summary>Checks callers in addition to API Gateway, which checks API keys, IAM signatures and JWTs.</summary>
public sealed record CallerPolicy
{
    /// <summary>Allows every caller.</summary>
    public static CallerPolicy Anyone { get; } = new();

    /// <summary><c>ALLOWED_CIDRS</c>: the networks of the allowed callers; null for all.</summary>
    public IPNetwork[]? AllowedNetworks { get; init; }

    /// <summary>Checks the content of requests; null for no check.</summary>
    public ICallerCheck? ContentCheck { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="setting">Returns the value of an environment variable; null if it is not set.</param>
    /// <param name="contentCheck">The check that <c>AUTH</c> requires from the function; null for none.</param>
    /// <exception cref="ConfigurationException">A setting is missing or wrong.</exception>
    public static CallerPolicy Read(Func<string, string?> setting, ICallerCheck? contentCheck = null)
    {
        if (contentCheck is null && !GatewayCredentials.ByAuth.ContainsKey(setting("AUTH") ?? ""))
        {
            var known = string.Join(", ", GatewayCredentials.ByAuth.Keys.Order(StringComparer.Ordinal));
            throw new ConfigurationException("AUTH", $"\"{setting("AUTH")}\" is not supported. Use one of {known}.");
        }

        var ranges = setting("ALLOWED_CIDRS");
        try
        {
            return new CallerPolicy
            {
                AllowedNetworks = string.IsNullOrEmpty(ranges)
                    ? null
                    : [.. Settings.SplitList(ranges).Select(IPNetwork.Parse)],
                ContentCheck = contentCheck,
            };
        }
        catch (FormatException)
        {
            throw new ConfigurationException(
                "ALLOWED_CIDRS",
                $"\"{ranges}\" contains an invalid range. Use ranges such as 192.0.2.0/24, separated by commas.");
        }
    }

    /// <summary>Checks the caller of a request.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.Forbidden"/> for the caller's address, or an exception of
    /// <see cref="ContentCheck"/>.</exception>
    public void Check(GatewayRequest request)
    {
        if (
            AllowedNetworks is not null
            && !(
                IPAddress.TryParse(request.SourceIp, out var address)
                && Array.Exists(AllowedNetworks, network => network.Contains(address))))
        {
            throw new ProxyException(ErrorKind.Forbidden, "the caller's address is not allowed");
        }

        ContentCheck?.Check(request);
    }
}

/// <summary>Checks the content of requests.</summary>
public interface ICallerCheck
{
    /// <exception cref="ProxyException"><see cref="ErrorKind.Unauthorized"/>: the request is not
    /// authorized.</exception>
    void Check(GatewayRequest request);
}
