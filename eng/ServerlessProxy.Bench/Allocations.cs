using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessProxy;
using ServerlessProxy.LocalGateway;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Bench;

/// <summary>Measures the managed memory that a response needs, in bytes for each byte of its body, with filled pools.
/// The
/// function and the backend run in this process, so the figures include the backend.</summary>
internal static class Allocations
{
    private const int Invocations = 20;

    /// <summary>Returns a table: body, size, allocated bytes for each byte.</summary>
    public static async Task<string> MeasureAsync(byte[] json)
    {
        var rows = new StringBuilder(
            "| response body | size | managed bytes allocated for each byte |\n|---|---|---|\n");
        foreach (
            var (name, contentType, content) in new[]
            {
                ("binary", "image/png", (byte)0),
                ("text", "text/plain", (byte)'x'),
                ("text with line breaks", "text/plain", (byte)'\n'),
            })
        {
            foreach (var size in new[] { 64 * 1024, 1024 * 1024, 4 * 1024 * 1024 })
            {
                var body = new byte[size];
                Array.Fill(body, content);
                await using var backend = await LoopbackServer.StartAsync(
                    0,
                    context =>
                    {
                        context.Response.ContentType = contentType;
                        context.Response.ContentLength = body.Length;
                        return context.Response.Body.WriteAsync(body).AsTask();
                    },
                    maxBodyBytes: null);
                var settings = new Settings
                {
                    RoutePrefix = "/forward",
                    BackendTimeout = TimeSpan.FromSeconds(10),
                    Forwarding = new ForwardingRules
                    {
                        Backend = BackendUrl.Parse(backend.Address.GetLeftPart(UriPartial.Authority)),
                    },
                };
                using var function = new Function(new RestApiEvents(), CallerPolicy.Anyone, settings, Stream.Null);
                await InvokeAsync(function, json);
                var before = GC.GetTotalAllocatedBytes(precise: true);
                await InvokeAsync(function, json);
                var perByte = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Invocations / size;
                rows.AppendLine(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"| {name} | {size / 1024} KB | {perByte:0.000} |");
            }
        }

        return rows.ToString();
    }

    private static async Task InvokeAsync(Function function, byte[] json)
    {
        for (var count = 0; count < Invocations; count++)
        {
            await using var result = await function.HandleAsync(
                new MemoryStream(json),
                new LambdaContext(TimeSpan.FromSeconds(27)));
        }
    }
}
