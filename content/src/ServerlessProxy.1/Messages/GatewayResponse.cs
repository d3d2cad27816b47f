namespace ServerlessProxy;

/// <summary>What API Gateway shall answer, whichever event type tells it.</summary>
/// <param name="Status">The status code, 200 to 599.</param>
/// <param name="Headers">Every header field, one entry a value, in order.</param>
/// <param name="Body">The body's bytes; empty for none.</param>
/// <param name="IsText">Whether the body may stand in the result as it is, being UTF-8 text of a text media type; else it goes as base64.</param>
/// <param name="Memory">What the body's memory belongs to; null if that needs no disposal.</param>
public sealed record GatewayResponse(
    int Status,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body,
    bool IsText,
    IDisposable? Memory = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Memory?.Dispose();
}
