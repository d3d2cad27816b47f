using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServerlessProxy.Eng.Start;

/// <summary>A service on loopback, in the place of the one in a private subnet: it answers a GET with the target that
/// reached it, and anything else with the body that did.</summary>
public sealed class EmbeddedBackend : IAsyncDisposable
{
    private readonly WebApplication application;

    private EmbeddedBackend(WebApplication application) => this.application = application;

    /// <summary>Where it listens.</summary>
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
