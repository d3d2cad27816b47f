using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.Eng.Start;

/// <summary>Starts web servers on 127.0.0.1.</summary>
public static class Loopback
{
    /// <summary>Starts a server on a free port that passes every request to one delegate.</summary>
    /// <param name="answer">Answers a request.</param>
    /// <param name="maxBodyBytes">The largest request body, by default Kestrel's limit; null for any size.</param>
    public static async Task<WebApplication> StartAsync(RequestDelegate answer, long? maxBodyBytes = 30_000_000)
    {
        // The default builder would watch the settings files of the current folder. The number of watchers is limited.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = maxBodyBytes;
        });
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        return application;
    }
}
