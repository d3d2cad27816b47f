namespace ServerlessProxy;

/// <summary>A message that no attempt will ever deliver: it is no request, or its body is gone.</summary>
/// <param name="detail">For the log only. Holds nothing that the caller sent.</param>
/// <param name="inner">What was caught, if anything was.</param>
public sealed class UnreadableMessageException(string detail, Exception? inner = null) : Exception(detail, inner);
