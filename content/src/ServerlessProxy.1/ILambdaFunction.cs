using Amazon.Lambda.Core;

namespace ServerlessProxy;

/// <summary>The function that Lambda runs. It handles any number of invocations concurrently.</summary>
public interface ILambdaFunction : IDisposable
{
    /// <summary>Handles one event. It never throws, because API Gateway would return a bare 502.</summary>
    /// <param name="input">The event's JSON.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>The result's JSON.</returns>
    Task<Stream> HandleAsync(Stream input, ILambdaContext context);

    /// <summary>Loads in advance what the first event needs.</summary>
    void WarmUp();
}
