namespace ServerlessProxy;

/// <summary>A request is too large for the queue, although its body is compressed.</summary>
/// <param name="size">The size of its message, in bytes.</param>
public sealed class MessageTooLargeException(int size) : Exception(
    $"The request is too large for the queue. It has {size} bytes after compression, and the limit is " +
    $"{RequestMessages.MessageBytes}.");
