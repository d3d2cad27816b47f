using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Deploys and removes a proxy with a queue on a loopback AWS, and handles its dead letters.</summary>
public sealed class QueueRehearsalTests
{
    private const string Deliverer = "/aws/lambda/my-proxy-dev-deliver";

    [Fact]
    public async Task Queue_IsDeployed_WithTwoQueuesOfRequests_AndLeavesNothing()
    {
        await using var rehearsal = await StartAsync("queued", "rest", "github");
        var before = rehearsal.Account.Inventory;
        await rehearsal.DeployAsync();
        Assert.Equal(
            ["my-proxy-dev-dead.fifo", "my-proxy-dev-requests.fifo", "my-proxy-dev-retries.fifo"],
            rehearsal.Account.Queues.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["my-proxy-dev-deliver", "my-proxy-dev-forward"],
            rehearsal.Account.Functions.All.Select(function => function.Name).Order(StringComparer.Ordinal));
        var (receiver, deliverer) = (Environment("forward"), Environment("deliver"));
        Assert.Equal(
            "https://sqs.eu-west-1.amazonaws.com/123456789012/my-proxy-dev-requests.fifo",
            receiver["QUEUE_URL"]);
        Assert.DoesNotContain("QUEUE_URL", deliverer.Keys);
        Assert.Equal(40, receiver["WEBHOOK_SECRET"].Length);
        Assert.DoesNotContain("WEBHOOK_SECRET", deliverer.Keys);

        // The deliverer calls no AWS service, and each queue of requests is its event source.
        Assert.Equal(0, Count("AWS::EC2::VPCEndpoint"));
        Assert.Single(rehearsal.Account.SecurityGroups);
        Assert.Equal(2, Count("AWS::Lambda::EventSourceMapping"));

        // Accepted requests are removed only with permission, including those that wait for their next attempt.
        var (requests, retries) = (
            rehearsal.Account.Queues["my-proxy-dev-requests.fifo"],
            rehearsal.Account.Queues["my-proxy-dev-retries.fifo"]);
        requests.Send(Message("d1"), "a", "d1");
        requests.Receive(1, TimeSpan.FromHours(1));
        retries.Send(Message("d2"), "b", "d2");
        await AssertRefusedAsync([], "  RequestQueue: 1 accepted request would be lost. Wait until the queue is empty");
        await AssertRefusedAsync([], "  RetryQueue: 1 accepted request would be lost. Wait until the queue is empty");
        (await rehearsal.ServerlessAsync([new("DISCARD_REQUESTS", "yes")], "remove")).OrFail();
        Assert.Equal(before, rehearsal.Account.Inventory);
        Assert.Empty(rehearsal.Aws.Unsupported);

        async Task AssertRefusedAsync(KeyValuePair<string, string>[] environment, string reason)
        {
            var refused = await rehearsal.ServerlessAsync(environment, "remove");
            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains(reason, refused.Output, StringComparison.Ordinal);
            Assert.Equal("UPDATE_COMPLETE", rehearsal.Account.Stacks.Get("my-proxy-dev").Status);
        }

        IReadOnlyDictionary<string, string> Environment(string function) =>
            rehearsal.Account.Functions.Get($"my-proxy-dev-{function}").Environment;

        int Count(string type) =>
            rehearsal.Account.OtherResources.Count(resource =>
                resource.StartsWith($"{type} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeadLetters_AreListedWithoutBodies_AndMovedBack()
    {
        await using var rehearsal = await StartAsync("fifo", "http", "iam");
        await rehearsal.DeployAsync();
        var (dead, requests) = (
            rehearsal.Account.Queues["my-proxy-dev-dead.fifo"],
            rehearsal.Account.Queues["my-proxy-dev-requests.fifo"]);
        Assert.Contains(
            "0 in the dead-letter queue.",
            (await rehearsal.ServerlessAsync("dlq")).OrFail().Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "The dead-letter queue is empty.",
            (await rehearsal.ServerlessAsync("redrive")).OrFail().Output,
            StringComparison.Ordinal);

        // SQS returns at most ten messages, and no more of a group while one of its messages is hidden.
        var ids = Enumerable
            .Range(1, 12)
            .Select(number => dead.Send(Message($"d{number}"), "a", $"d{number}"))
            .ToList();
        var unreadable = dead.Send("secret", "b", "x");
        rehearsal.Account.LogEvents[Deliverer] =
        [
            Attempt("d1", 7, "DeadlineExceeded"),
            Attempt("d1", 8, "BackendUnreachable"),
        ];
        var listed = (await rehearsal.ServerlessAsync("dlq")).OrFail().Output;
        Assert.DoesNotContain("secret", listed, StringComparison.Ordinal);
        Assert.All(ids.Take(10), id => Assert.Contains($"{id}  d", listed, StringComparison.Ordinal));
        Assert.Contains(
            $"{ids[0]}  d1  2026-11-22T10:00:00Z  POST  /hook  attempt 8: 502 BackendUnreachable",
            listed,
            StringComparison.Ordinal);
        Assert.Contains($"{unreadable}  no delivery id      not a request", listed, StringComparison.Ordinal);
        Assert.Contains(
            "13 in the dead-letter queue (11 are listed). npx sls redrive delivers them again.",
            listed,
            StringComparison.Ordinal);
        Assert.Equal(13, dead.Count);

        // Listing does not hide messages.
        var moved = (await rehearsal.ServerlessAsync("redrive")).OrFail().Output;
        Assert.Contains("13 are moving back into the queue", moved, StringComparison.Ordinal);
        Assert.Equal((0, 13), (dead.Count, requests.Count));
        Assert.Empty(rehearsal.Aws.Unsupported);
    }

    private static string Message(string id) =>
        new JsonObject
        {
            ["deliveryId"] = id,
            ["receivedAt"] = "2026-11-22T10:00:00Z",
            ["method"] = "POST",
            ["path"] = "/hook",
            ["body"] = "secret",
            ["headers"] = new JsonArray(new JsonArray("A", "secret")),
        }.ToJsonString();

    private static string Attempt(string id, int attempt, string error) =>
        new JsonObject
        {
            ["deliveryId"] = id,
            ["attempt"] = $"{attempt}",
            ["status"] = 502,
            ["error"] = error,
        }.ToJsonString();

    private static Task<DeployRehearsal> StartAsync(string delivery, string apiType, string auth) =>
        DeployRehearsal.StartWithoutBuildAsync(
            $"rehearsal-{delivery}",
            [.. Template.Working, "--delivery", delivery, "--api-type", apiType, "--auth", auth]);
}
