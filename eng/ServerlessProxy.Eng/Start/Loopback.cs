using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.Eng.Start;

/// <summary>Web servers on 127.0.0.1, at a free port.</summary>
public static class Loopback
{
    /// <summary>Starts one that hands every request to one delegate.</summary>
    /// <param name="answer">Answers a request.</param>
    /// <param name="maxBodyBytes">How large a request's body may be, Kestrel's own limit unless told; null for any size.</param>
    public static async Task<WebApplication> StartAsync(RequestDelegate answer, long? maxBodyBytes = 30_000_000)
    {
        // Without settings of a file in whichever folder this is, which each server would watch: a machine has few watchers.
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
