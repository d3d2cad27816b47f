namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Represents a request that API Gateway converts to an event.</summary>
public sealed record Request
{
    public string Method { get; init; } = "GET";

    /// <summary>The path below the route, as the caller wrote it.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The decoded names and values, in order. The values of a name are adjacent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>The header fields without <c>Cookie</c>, in order. The values of a name are adjacent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public IReadOnlyList<string> Cookies { get; init; } = [];

    public byte[]? Body { get; init; }

    /// <summary>The encoded query, without <c>?</c>.</summary>
    public string QueryString => string.Join(
        '&',
        Query.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
}
