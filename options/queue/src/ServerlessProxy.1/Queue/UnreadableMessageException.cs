namespace ServerlessProxy;

/// <summary>A message that no attempt can deliver, because it does not contain a request.</summary>
/// <param name="detail">For the log only. Contains nothing that the caller sent.</param>
/// <param name="inner">What was caught, if anything was.</param>
public sealed class UnreadableMessageException(string detail, Exception? inner = null) : Exception(detail, inner);
