namespace ServerlessProxy;

/// <summary>A request is not, or not certainly, in the queue.</summary>
/// <param name="detail">For the log only. Holds nothing that the caller sent.</param>
/// <param name="inner">What was caught.</param>
public sealed class QueueFailedException(string detail, Exception inner) : Exception(detail, inner);
