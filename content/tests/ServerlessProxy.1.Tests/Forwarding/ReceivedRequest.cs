namespace ServerlessProxy.Tests;

/// <summary>A request as it reached the backend.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Its path and query, as they stood in the request line.</param>
/// <param name="Headers">Its header fields; the values of repeated ones joined with a comma and a space.</param>
/// <param name="Body">Its body.</param>
internal sealed record ReceivedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body);
