namespace ServerlessProxy.Forwarder.Tests;

/// <summary>A request as it reached a backend.</summary>
internal sealed record ReceivedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body);
