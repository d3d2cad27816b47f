using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>One end of the queue: the function's code is the same at both, its <c>ROLE</c> is not.</summary>
public interface IQueueRole : IDisposable
{
    /// <summary>Handles one event.</summary>
    /// <param name="input">The event's JSON.</param>
    /// <param name="context">What Lambda tells of the invocation.</param>
    /// <returns>The result's JSON.</returns>
    Task<Stream> HandleAsync(Stream input, ILambdaContext context);

    /// <summary>To be awaited before the first event.</summary>
    Task WarmUpAsync();

    /// <summary>Lets go of the connections to the backend.</summary>
    void DropConnections();
}
