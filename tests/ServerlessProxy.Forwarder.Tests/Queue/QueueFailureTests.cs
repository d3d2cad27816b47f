using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>SQS and S3 that do not do what they are told after an attempt: the line says so, and the invocation ends in time. They refuse everybody meanwhile, so
/// no other test runs.</summary>
[Collection(nameof(Alone))]
public sealed class QueueFailureTests
{
    private const int Small = 2;
    private const int InS3 = 2_000_000;

    [Theory]
    [InlineData("ChangeMessageVisibility", Small, 503, null, "ChangeMessageVisibility: AccessDenied (403)")]
    [InlineData("ChangeMessageVisibility", InS3, 503, null, "ChangeMessageVisibility: AccessDenied (403)")]
    [InlineData("ChangeMessageVisibility", Small, 0, "BackendUnreachable", "ChangeMessageVisibility: AccessDenied (403)")]
    [InlineData("DeleteMessage", InS3, 200, null, "DeleteMessage: AccessDenied (403)")]
    [InlineData("DeleteObject", InS3, 200, null, "DeleteObject: AccessDenied (403)")]
    [InlineData("DeleteMessage", Small, 200, null, null)]
    public async Task Q24_CallThatFails_IsInTheLine_BesideTheAttemptsOwnError(string call, int bytes, int status, string? error, string? queueError)
    {
        var aws = await SharedAws.Instance;
        await using var backend = await ReceivedRequests.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using var proxy = await ProxyWithQueue.StartAsync(status == 0 ? "http://127.0.0.1:1" : backend.Url);
        await proxy.SendAsync(new Request { Method = "POST", Path = "/", Body = new byte[bytes] });
        aws.Refuse = each => each == call ? StatusCodes.Status403Forbidden : null;
        try
        {
            var (_, failed) = await proxy.DeliverOnceAsync();
            Assert.Equal(status == 200 ? 0 : 1, failed.Count);
        }
        finally
        {
            aws.Refuse = null;
        }

        var line = proxy.Log[^1];
        Assert.Equal(status == 0 ? 502 : status, line.GetProperty("status").GetInt32());
        Assert.Equal(error, Text(line, "error"));
        Assert.Equal(queueError, Text(line, "queueError"));
        Assert.Null(Text(line, "retryInSeconds"));
    }

    [Theory]
    [InlineData("ChangeMessageVisibility", Small, 2.0)]
    [InlineData("DeleteMessage", InS3, 6.5)]
    [InlineData("DeleteObject", InS3, 6.5)]
    public async Task Q25_CallThatIsNotAnswered_IsGivenUpBeforeTheInvocationEnds(string call, int bytes, double remaining)
    {
        var aws = await SharedAws.Instance;
        await using var backend = await ReceivedRequests.StartAsync();
        await using var proxy = await ProxyWithQueue.StartAsync(backend.Url);
        await proxy.SendAsync(new Request { Method = "POST", Path = "/", Body = new byte[bytes] });
        using var answering = new CancellationTokenSource();
        aws.Carried = each => each == call ? Task.Delay(Timeout.Infinite, answering.Token).ContinueWith(_ => { }, TaskScheduler.Default) : Task.CompletedTask;
        try
        {
            var started = Stopwatch.GetTimestamp();
            await proxy.DeliverOnceAsync(TimeSpan.FromSeconds(remaining));

            // AWS's client alone would take three attempts: nine seconds for SQS, fifteen for S3.
            Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, remaining + 2);
        }
        finally
        {
            aws.Carried = null;
            await answering.CancelAsync();
        }

        Assert.Equal($"{call}: no answer in time", Text(proxy.Log[^1], "queueError"));
        Assert.Null(Text(proxy.Log[^1], "retryInSeconds"));
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
}
