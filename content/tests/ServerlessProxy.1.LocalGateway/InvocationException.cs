namespace ServerlessProxy.LocalGateway;

/// <summary>The function failed, or took longer than its timeout.</summary>
/// <param name="message">The error as the function told it.</param>
public sealed class InvocationException(string message) : Exception(message);
