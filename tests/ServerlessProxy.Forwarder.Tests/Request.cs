namespace ServerlessProxy.Forwarder.Tests;

/// <summary>A request, before API Gateway makes an event of it.</summary>
public sealed record Request
{
    public string Method { get; init; } = "GET";

    /// <summary>What follows the route, as the caller wrote it.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Names and values, decoded, in order; a name's values stand together.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Header fields but for <c>Cookie</c>, in order; a name's values stand together.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public IReadOnlyList<string> Cookies { get; init; } = [];

    public byte[]? Body { get; init; }
}
