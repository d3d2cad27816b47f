using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.LocalGateway;
using ServerlessProxy.Tests;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>A backend that keeps what reaches it.</summary>
internal sealed class ReceivedRequests : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedRequest> requests = new();
    private LoopbackServer? server;

    private ReceivedRequests()
    {
    }

    /// <summary>Where it listens.</summary>
    public string Url => server!.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Starts listening.</summary>
    /// <param name="answer">The answer; an empty 200 unless told.</param>
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

    /// <summary>Every request that came, in order.</summary>
    public IReadOnlyList<ReceivedRequest> All => [.. requests];

    /// <summary>The only request that came.</summary>
    public ReceivedRequest Single() => Assert.Single(requests);

    public ValueTask DisposeAsync() => server!.DisposeAsync();
}
