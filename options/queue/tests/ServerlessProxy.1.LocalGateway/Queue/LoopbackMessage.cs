namespace ServerlessProxy.LocalGateway;

/// <summary>Represents a message of a <see cref="LoopbackFifo"/>.</summary>
/// <param name="Id">Its message id.</param>
/// <param name="Text">Its text.</param>
/// <param name="Body">The value of its attribute <c>body</c>; null if it does not have one.</param>
/// <param name="Group">The group whose messages keep their order.</param>
/// <param name="SentAt">When it was sent.</param>
public sealed record LoopbackMessage(string Id, string Text, byte[]? Body, string Group, DateTimeOffset SentAt)
{
    /// <summary>The number of times it was received.</summary>
    public int ReceiveCount { get; set; }

    /// <summary>The last receipt; null before the first one.</summary>
    public string? Receipt { get; set; }

    /// <summary>The time until which it is hidden.</summary>
    public DateTimeOffset VisibleAt { get; set; }
}
