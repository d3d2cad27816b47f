namespace ServerlessProxy;

/// <summary>A header field of a request, by name.</summary>
public static class HeaderField
{
    /// <summary>Its first value; null if there is none. Letter case does not matter in a name.</summary>
    public static string? Of(GatewayRequest request, string name)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request
            .Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Value;
    }
}
