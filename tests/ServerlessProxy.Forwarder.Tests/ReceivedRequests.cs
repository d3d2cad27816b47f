using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.LocalGateway;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Represents a backend that keeps the requests that it receives.</summary>
internal sealed class ReceivedRequests : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedRequest> requests = new();
    private LoopbackServer? server;

    private ReceivedRequests()
    {
    }

    /// <summary>The URL of the backend.</summary>
    public string Url => server!.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Starts the backend.</summary>
    /// <param name="answer">The answer. By default, it is an empty 200.</param>
    public static async Task<ReceivedRequests> StartAsync(RequestDelegate? answer = null)
    {
        var received = new ReceivedRequests();
        received.server = await LoopbackServer.StartAsync(
            0,
            async context =>
            {
                received.requests.Enqueue(await ReceivedRequest.ReadAsync(context.Request));
                await (answer?.Invoke(context) ?? Task.CompletedTask);
            },
            maxBodyBytes: null);
        return received;
    }

    /// <summary>Every received request, in order.</summary>
    public IReadOnlyList<ReceivedRequest> All => [.. requests];

    /// <summary>Returns the only received request.</summary>
    public ReceivedRequest Single() => Assert.Single(requests);

    public ValueTask DisposeAsync() => server!.DisposeAsync();
}
