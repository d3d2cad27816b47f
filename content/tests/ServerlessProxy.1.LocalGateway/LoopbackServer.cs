using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ServerlessProxy.LocalGateway;

/// <summary>Represents a web server on 127.0.0.1 that passes every request to one delegate.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private LoopbackServer(WebApplication application) =>
        (this.application, Address) = (application, new Uri(application.Urls.Single()));

    /// <summary>The URL of the server.</summary>
    public Uri Address { get; }

    /// <summary>Starts listening.</summary>
    /// <param name="port">The port, 0 for any free port.</param>
    /// <param name="handle">Answers a request.</param>
    /// <param name="maxBodyBytes">The largest request body, in bytes; null for any size.</param>
    public static async Task<LoopbackServer> StartAsync(int port, RequestDelegate handle, long? maxBodyBytes)
    {
        // The default builder would watch the settings files of the current folder. The number of watchers is limited.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = maxBodyBytes;
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.UTF8;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
            kestrel.Listen(IPAddress.Loopback, port);
        });

        var application = builder.Build();
        application.Run(handle);
        await application.StartAsync();
        return new LoopbackServer(application);
    }

    /// <summary>Reads the body of a request.</summary>
    public static async Task<byte[]> ReadBodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.ToArray();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }
}
