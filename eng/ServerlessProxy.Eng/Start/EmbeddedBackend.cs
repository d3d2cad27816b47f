using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServerlessProxy.Eng.Start;

/// <summary>Represents a service on 127.0.0.1 instead of one in a private subnet. It answers a GET with the request
/// target, and any other request with its body.</summary>
public sealed class EmbeddedBackend : IAsyncDisposable
{
    private readonly WebApplication application;

    private EmbeddedBackend(WebApplication application) => this.application = application;

    /// <summary>The URL of the service.</summary>
    public Uri Address => new(application.Urls.Single());

    /// <summary>Starts listening on a free port.</summary>
    public static async Task<EmbeddedBackend> StartAsync() => new(await Loopback.StartAsync(AnswerAsync));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsync(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentType = context.Request.ContentType;
        await context.Request.Body.CopyToAsync(context.Response.Body);
    }
}
