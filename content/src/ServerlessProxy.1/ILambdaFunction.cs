using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>What Lambda runs. Implementations handle any number of invocations at the same time.</summary>
public interface ILambdaFunction : IDisposable
{
    /// <summary>Handles one event and never throws: an exception would reach the caller as a bare 502.</summary>
    /// <param name="input">The event's JSON.</param>
    /// <param name="context">Lambda's description of the invocation.</param>
    /// <returns>The result's JSON. Disposing it returns its memory.</returns>
    Task<Stream> HandleAsync(Stream input, ILambdaContext context);

    /// <summary>Loads, before the first event, what the first event would otherwise wait for.</summary>
    Task WarmUpAsync();
}
