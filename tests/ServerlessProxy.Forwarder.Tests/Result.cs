using System.Text.Json;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Represents the function's result, as API Gateway would send it.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">Every header field, with one entry for each value, including <c>Set-Cookie</c>.</param>
/// <param name="Body">The body's bytes.</param>
/// <param name="IsBase64Encoded">Whether the body is base64 in the JSON.</param>
/// <param name="JsonBytes">The JSON's size, in bytes.</param>
public sealed record Result(
    int Status,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    byte[] Body,
    bool IsBase64Encoded,
    int JsonBytes)
{
    /// <summary>The message in the body of an error.</summary>
    public string Message => JsonDocument.Parse(Body).RootElement.GetProperty("message").GetString()!;

    /// <summary>Returns the values of a header field.</summary>
    public IEnumerable<string> Values(string name) =>
        Headers
            .Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value);
}
