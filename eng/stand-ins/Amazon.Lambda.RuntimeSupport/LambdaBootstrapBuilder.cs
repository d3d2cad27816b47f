using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Creates a <see cref="LambdaBootstrap"/> from a handler. A stream that the handler returns is the
/// response body.</summary>
public class LambdaBootstrapBuilder
{
    private readonly Func<Stream, ILambdaContext, Task<Stream>> handler;
    private readonly ILambdaSerializer serializer;
    private LambdaBootstrapInitializer initializer;
    private HttpClient httpClient;

    private LambdaBootstrapBuilder(Func<Stream, ILambdaContext, Task<Stream>> handler, ILambdaSerializer serializer)
    {
        this.handler = handler;
        this.serializer = serializer;
    }

    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task<Stream>> handler) =>
        new(handler, null);

    public static LambdaBootstrapBuilder Create<TInput>(
        Func<TInput, ILambdaContext, Task<Stream>> handler, ILambdaSerializer serializer) =>
        new((input, context) => handler(serializer.Deserialize<TInput>(input), context), serializer);

    public static LambdaBootstrapBuilder Create<TInput, TOutput>(
        Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(
            async (input, context) =>
            {
                var output = new MemoryStream();
                serializer.Serialize(await handler(serializer.Deserialize<TInput>(input), context), output);
                output.Position = 0;
                return output;
            },
            serializer);

    /// <summary>Uses the caller's client and sets its timeout to infinite. The caller disposes it.</summary>
    public LambdaBootstrapBuilder UseHttpClient(HttpClient httpClient)
    {
        this.httpClient = httpClient;
        return this;
    }

    public LambdaBootstrapBuilder UseBootstrapHandler(LambdaBootstrapInitializer bootstrapHandler)
    {
        initializer = bootstrapHandler;
        return this;
    }

    public LambdaBootstrap Build() => new(handler, serializer, initializer, httpClient);
}
