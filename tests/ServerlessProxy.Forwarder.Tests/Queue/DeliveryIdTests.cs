using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessProxy;

namespace ServerlessProxy.Forwarder.Tests.Queue;

/// <summary>Checks which requests are the same delivery, which is accepted once.</summary>
public sealed class DeliveryIdTests
{
    private const string Secret = "0123456789abcdef";

    /// <summary>Every header that identifies a delivery for some <c>AUTH</c>.</summary>
    private static readonly string[] Names =
        ["X-GitHub-Delivery", "X-Gitea-Delivery", "webhook-id", "X-Request-UUID", "Idempotency-Key"];

    private static readonly GatewayRequest Hook = new()
    {
        Method = "POST",
        Path = "/hook",
        Headers = [.. Names.Select(name => new Header(name.ToLowerInvariant(), $"by-{name}"))],
        Body = "{\"id\":\"evt_1\"}"u8.ToArray(),
    };

    [Theory]
    [InlineData("github", "by-X-GitHub-Delivery")]
    [InlineData("gitea", "by-X-Gitea-Delivery")]
    [InlineData("bitbucket", "by-X-Request-UUID")]
    [InlineData("gitlab", "by-Idempotency-Key")]
    [InlineData("standard-webhooks", "by-webhook-id")]
    [InlineData("stripe", "40993C639FFB5F13A0A2EF5C93C965F10B405F2B87A379272381DA2DBC158DFA")]
    [InlineData("slack", "40993C639FFB5F13A0A2EF5C93C965F10B405F2B87A379272381DA2DBC158DFA")]
    [InlineData("api-key", "by-Idempotency-Key")]
    [InlineData("iam", "by-Idempotency-Key")]
    [InlineData("jwt", "by-Idempotency-Key")]
    [InlineData("none", "by-Idempotency-Key")]
    public void Q03_Name_IsTheFieldOfTheAuth_OrTheBody_AndNoOther(string auth, string name)
    {
        var source = QueueRoles.IdSource(auth);
        Assert.Matches($"^{name}\\.[0-9A-F]{{16}}$", DeliveryId.Of(Hook, "request", source));
        var others = Hook with
        {
            Headers = [.. Hook.Headers.Where(header => header.Value != name)],
            Body = source.Header is null ? [] : Hook.Body,
        };
        Assert.Equal("request", DeliveryId.Of(others, "request", source));
    }

    [Theory]
    [InlineData("a key with a space")]
    [InlineData("ü")]
    [InlineData(
        "12345678901234567890123456789012345678901234567890123456"
            + "78901234567890123456789012345678901234567890123456789012")]
    public void Q03_NameThatSqsDoesNotAllow_IsHashed(string key)
    {
        var id = Id(key);
        Assert.Matches("^[0-9A-F]{64}\\.[0-9A-F]{16}$", id);
        Assert.Equal(id, Id(key));
        Assert.NotEqual(id, Id(key + "2"));
        Assert.Equal(DeliveryId.MaxLength, Id(new string('1', 111)).Length);

        static string Id(string key) => DeliveryId.Of(
            Hook with { Headers = [new("Idempotency-Key", key)] },
            "request",
            DeliveryIdSource.IdempotencyKey);
    }

    public static TheoryData<string, string, GatewayRequest, bool> Pairs => new()
    {
        { "the same", "none", Hook, true },
        { "another body", "none", Hook with { Body = [1] }, false },
        { "another body", "github", Hook with { Body = [1] }, false },
        { "no body", "none", Hook with { Body = [] }, false },
        { "another address", "none", Hook with { SourceIp = "192.0.2.2", RequestId = "other" }, true },
        { "another field of a hook, and no hook of GitHub's", "none", With("X-GitHub-Hook-ID", "2"), true },
        { "another method", "none", Hook with { Method = "PUT" }, false },
        { "another path", "none", Hook with { Path = "/hook/" }, false },
        { "another query", "none", Hook with { Query = "a=1" }, false },
        { "another caller", "none", Hook with { Caller = "arn:aws:iam::1:user/a" }, false },
        { "what was of one part in the next", "none", Hook with { Path = "/hoo", Query = "k" }, false },
        { "another hook", "github", With("X-GitHub-Hook-ID", "2"), false },
        { "another target", "github", With("X-GitHub-Hook-Installation-Target-ID", "2"), false },
        { "another body", "stripe", Hook with { Body = [1] }, false },
        { "another path", "stripe", Hook with { Path = "/other" }, false },
        { "another field", "stripe", With("Idempotency-Key", "2"), true },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Q03_Request_IsTheSameDeliveryOrAnother(string difference, string auth, GatewayRequest other, bool same)
    {
        var source = QueueRoles.IdSource(auth);
        Assert.True(
            same == (DeliveryId.Of(Hook, "request", source) == DeliveryId.Of(other, "other request", source)),
            difference);
    }

    [Theory]
    [InlineData("github", "X-GitHub-Delivery", "", "", 1)]
    [InlineData("github", "X-GitHub-Delivery", "", "/audit", 2)]
    [InlineData("github", "X-GitHub-Delivery", "X-GitHub-Hook-ID", "", 2)]
    [InlineData("none", "Idempotency-Key", "", "", 1)]
    [InlineData("none", "Idempotency-Key", "", "/audit", 2)]
    [InlineData("none", "X-GitHub-Delivery", "", "", 2)]
    public async Task Q03_SameDelivery_IsAcceptedOnce_AndEveryOtherIsDelivered(
        string auth,
        string header,
        string differentHeader,
        string differentPath,
        int expected)
    {
        await using var backend = await ReceivedRequests.StartAsync();
        await using var proxy = await ProxyWithQueue.StartAsync(
            backend.Url,
            settings: [("AUTH", auth), ("WEBHOOK_SECRET", Secret)]);
        var body = "{}"u8.ToArray();
        var signature = $"sha256={Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body))}";
        var ids = new List<string>();
        for (var number = 0; number < 2; number++)
        {
            var answer = await proxy.SendAsync(
                new Request
                {
                    Method = "POST",
                    Path = "/ci" + (number == 0 ? "" : differentPath),
                    Headers =
                    [
                        new("X-Hub-Signature-256", signature),
                        new(header, "72d3162e"),
                        .. differentHeader == "" ? [] : new[] { KeyValuePair.Create(differentHeader, $"{number}") },
                    ],
                    Body = body,
                });
            Assert.Equal(202, answer.Status);
            ids.Add((string)JsonNode.Parse(answer.Body)!["deliveryId"]!);
        }

        proxy.Deliver();
        await proxy.EmptyAsync();
        Assert.Equal(expected, backend.All.Count);
        Assert.Equal(
            ids.Distinct().Order(StringComparer.Ordinal),
            backend.All.Select(request => request.Headers["X-Proxy-Delivery-Id"]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("rest", "api-key", "{'identity':{'apiKeyId':'$'}}")]
    [InlineData("rest", "iam", "{'identity':{'userArn':'$'}}")]
    [InlineData("http", "iam", "{'authorizer':{'iam':{'userArn':'$'}}}")]
    [InlineData("http", "jwt", "{'authorizer':{'jwt':{'claims':{'sub':'$'},'scopes':null}}}")]
    public async Task Q03_CallersDoNotShareIds(string type, string auth, string context)
    {
        await using var proxy = await ProxyWithQueue.StartAsync(
            "http://127.0.0.1:1",
            type == "rest" ? EventType.Rest : EventType.Http,
            settings: ("AUTH", auth));
        foreach (var caller in new[] { "one", "two", "two" })
        {
            var json = context.Replace('\'', '"').Replace("$", caller, StringComparison.Ordinal);
            var request = new Request { Method = "POST", Headers = [new("Idempotency-Key", "same")], Body = [1] };
            Assert.Equal(202, (await proxy.SendAsync(request, JsonNode.Parse(json)!.AsObject())).Status);
        }

        Assert.Equal(2, proxy.Queue.Count);
    }

    private static GatewayRequest With(string name, string value)
    {
        var others = Hook.Headers.Where(header => !header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return Hook with { Headers = [.. others, new(name, value)] };
    }
}
