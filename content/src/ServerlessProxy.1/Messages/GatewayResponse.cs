namespace ServerlessProxy;

/// <summary>The response to a caller, independent of the type of the API. Disposing it releases the body.</summary>
/// <param name="Status">The status code, 200 to 599.</param>
/// <param name="Headers">The headers in order, with one entry for each value.</param>
/// <param name="Body">The body; empty if there is none.</param>
/// <param name="IsText">True if the result can contain the body as text; false if it must contain base64.</param>
/// <param name="Memory">The owner of the body's memory; null if the memory does not have to be released.</param>
public sealed record GatewayResponse(
    int Status,
    IReadOnlyList<Header> Headers,
    ReadOnlyMemory<byte> Body,
    bool IsText,
    IDisposable? Memory = null) : IDisposable
{
    public void Dispose() => Memory?.Dispose();
}
