namespace ServerlessProxy.LocalGateway;

/// <summary>One event on its way to the function, and its result on the way back.</summary>
/// <param name="Event">The event's JSON.</param>
/// <param name="Deadline">When the function's time is up.</param>
public sealed record Invocation(ReadOnlyMemory<byte> Event, DateTimeOffset Deadline)
{
    /// <summary>Lambda's request id.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>The result's JSON; an <see cref="InvocationException"/> if the function failed.</summary>
    public TaskCompletionSource<byte[]> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The function failed, or took longer than its timeout.</summary>
/// <param name="message">The error as the function told it.</param>
public sealed class InvocationException(string message) : Exception(message);
