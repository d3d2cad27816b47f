using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using ServerlessProxy;
using ServerlessProxy.LocalGateway;
using Xunit.Abstractions;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>
/// Sends ten thousand webhooks to a backend that randomly fails half of the time and is killed twice.
/// </summary>
[Collection(nameof(NotParallel))]
public sealed class LoadTests(ITestOutputHelper output)
{
    private const int Count = 10_000;
    private const int Hopeless = 20;

    // The tenth attempt succeeds unless the backend is dead. Each attempt costs the hopeless requests three seconds.
    private const int MaxAttempts = 14;

    [Fact]
    public async Task Q30_TenThousandWebhooks_AreDelivered_AndOnlyTheHopelessAreDead()
    {
        var sent = new ConcurrentDictionary<string, bool>();
        var delivered = new ConcurrentDictionary<string, int>();
        var failures = 0;
        var attempts = 0;
        var killed = 0;
        var isDying = false;
        var backend = await StartAsync(0);
        var port = backend.Address.Port;
        await using var proxy = await ProxyWithQueue.StartAsync(
            $"http://127.0.0.1:{port}", TimeSpan.FromSeconds(3), MaxAttempts, EventType.Http, ("BACKEND_TIMEOUT_SECONDS", "2"));
        proxy.Deliver(batchSize: 10, concurrency: 4);
        var started = Stopwatch.GetTimestamp();
        var killing = KillTwiceAsync();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Count),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (number, _) =>
            {
                var id = number < Hopeless ? $"hopeless-{number}" : $"{number}";
                var answer = await proxy.SendAsync(
                    new Request
                    {
                        Method = "POST",
                        Path = "/hook",
                        Headers = [new("Idempotency-Key", id)],
                        Body = [1, 2, 3],
                    });
                Assert.Equal(202, answer.Status);
                sent[id] = true;
            });
        var accepted = Stopwatch.GetElapsedTime(started);
        await killing;
        await proxy.EmptyAsync(TimeSpan.FromMinutes(3));
        var whole = Stopwatch.GetElapsedTime(started);
        await backend.DisposeAsync();

        Assert.Equal(Count, sent.Count);
        var hopeless = sent
            .Keys.Where(id => id.StartsWith("hopeless", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            hopeless,
            proxy
                .Queue.Dead.Select(message => Name(QueuedRequest.Parse(message.Text, message.Body).DeliveryId))
                .Order(StringComparer.Ordinal));
        Assert.Equal(
            sent.Keys.Except(hopeless).Order(StringComparer.Ordinal),
            delivered.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, killed);
        output.WriteLine(
            $"accepted {Count} in {accepted.TotalSeconds:0.0} s, empty after {whole.TotalSeconds:0.0} s; "
                + $"{attempts} attempts reached the backend, {failures} of them failed; "
                + $"{delivered.Values.Sum() - delivered.Count} delivered more than once; "
                + $"dead: {proxy.Queue.Dead.Count}");

        async Task KillTwiceAsync()
        {
            foreach (var share in new[] { 0.3, 0.6 })
            {
                while (delivered.Count < Count * share)
                {
                    await Task.Delay(5);
                }

                // For a moment, the backend handles requests but its answers are lost, as when a process is killed
                // between the two.
                Volatile.Write(ref isDying, true);
                await Task.Delay(TimeSpan.FromMilliseconds(100));
                await backend.DisposeAsync();
                killed++;
                await Task.Delay(TimeSpan.FromSeconds(1));
                Volatile.Write(ref isDying, false);
                backend = await StartAsync(port);
            }
        }

        static string Name(string deliveryId) => deliveryId.Split('.')[0];

        Task<LoopbackServer> StartAsync(int at) => LoopbackServer.StartAsync(at, AnswerAsync, maxBodyBytes: null);

        async Task AnswerAsync(HttpContext context)
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            var id = Name(context.Request.Headers["X-Proxy-Delivery-Id"].ToString());
            Interlocked.Increment(ref attempts);
            var attempt = int.Parse(context.Request.Headers["X-Proxy-Delivery-Attempt"]!, null);

            // Half of the attempts fail at random, but never the tenth.
            if (id.StartsWith("hopeless", StringComparison.Ordinal) || (attempt < 10 && Random.Shared.Next(2) == 0))
            {
                Interlocked.Increment(ref failures);
                context.Response.StatusCode = 500;
            }
            else
            {
                delivered.AddOrUpdate(id, 1, (_, times) => times + 1);
            }

            if (Volatile.Read(ref isDying))
            {
                context.Abort();
            }
        }
    }
}
