using System.Text.Json;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>The function's result, as API Gateway would send it.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">Every header field, one entry a value, <c>Set-Cookie</c> included.</param>
/// <param name="Body">The body's bytes.</param>
/// <param name="IsBase64Encoded">How the body stood in the JSON.</param>
/// <param name="JsonBytes">The JSON's size, in bytes.</param>
public sealed record Result(
    int Status,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    byte[] Body,
    bool IsBase64Encoded,
    int JsonBytes)
{
    /// <summary>The body of an error: its message.</summary>
    public string Message => JsonDocument.Parse(Body).RootElement.GetProperty("message").GetString()!;

    /// <summary>The values of a header field.</summary>
    public IEnumerable<string> Values(string name) =>
        Headers
            .Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value);
}
