using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks the security rules of packaged functions, managed and native, with both event types.</summary>
public sealed class PackagedSecurityTests
{
    private static readonly string[] IdentityHeaders =
    [
        "X-Forwarded-User",
        "X-Forwarded-Groups",
        "X-Forwarded-Client-Cert",
        "X-Forwarded-For",
        "X-Real-IP",
        "X-Original-URL",
        "X-Remote-User",
        "Remote-User",
        "X-Auth-Request-Email",
        "X-WebAuth-User",
        "X-Amzn-Oidc-Identity",
        "Client-Cert",
        "Forwarded",
    ];

    private static readonly string[] ClimbingPaths =
    [
        "/../x", "/%2e%2e/x", "/%252e%252e/x", "/%25252e%25252e/x", "/..%00/x", "/..%20/x", "/..%09/x", "/..;a=b/x",
        "/%c0%ae%c0%ae/x", "/..%c0%afx",
    ];

    [Theory]
    [InlineData("managed", "rest")]
    [InlineData("managed", "http")]
    [InlineData("native", "rest")]
    [InlineData("native", "http")]
    public async Task Package_KeepsTheSecurityRules(string hosting, string apiType)
    {
        var file = (await PackagedProxy.OfAsync(hosting, apiType)).Function;
        var received = new ConcurrentQueue<HttpRequest>();
        var targets = new ConcurrentQueue<string>();
        await using var backend = await Loopback.StartAsync(context =>
        {
            received.Enqueue(context.Request);
            targets.Enqueue(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
            foreach (var header in context.Request.Headers)
            {
                context.Response.Headers["Echo-" + header.Key] = header.Value;
            }

            return Task.CompletedTask;
        });
        var settings = new Dictionary<string, string>
        {
            ["AUTH"] = "iam",
            ["BACKEND_URL"] = backend.Urls.Single(),
            ["ROUTE_PREFIX"] = "/forward",
            ["BACKEND_TIMEOUT_SECONDS"] = "5",
        };
        await using (var function = await PackagedFunction.StartAsync(file, settings))
        {
            foreach (
                var name in IdentityHeaders.SelectMany(name =>
                    new[] { name, name.ToLowerInvariant(), name.Replace('-', '_') }))
            {
                var result = await function.InvokeAsync(Event(apiType, "/x", headers: new() { [name] = "forged" }));
                Assert.Equal(200, (int?)result["statusCode"]);
                Assert.DoesNotContain("forged", result.ToJsonString(), StringComparison.Ordinal);
            }

            received.Clear();
            foreach (var path in ClimbingPaths)
            {
                Assert.Equal(400, (int?)(await function.InvokeAsync(Event(apiType, path)))["statusCode"]);
                Assert.Empty(received);
            }

            targets.Clear();
            var signed = new Dictionary<string, string>
            {
                ["a"] = "1",
                ["X-Amz-Signature"] = "0f",
                ["X-Amz-Credential"] = "AKIA",
                ["b"] = "2",
            };
            await function.InvokeAsync(Event(apiType, "/x", query: signed));
            Assert.Equal("/x?a=1&b=2", Assert.Single(targets));

            // .NET 8 does not support such a long URI. Later versions send it. A managed function may run on either
            // here.
            var status = (int?)
                (await function.InvokeAsync(Event(apiType, "/" + new string('a', 70_000))))["statusCode"];
            Assert.Contains(status, hosting == "native" ? [400] : new int?[] { 400, 414 });
        }

        await AssertLoopbackIsRefusedAsync(file, apiType, settings);
        await AssertEmptyKeysAreRefusedAsync(file, settings);
    }

    private static async Task AssertLoopbackIsRefusedAsync(
        string file,
        string apiType,
        Dictionary<string, string> settings)
    {
        settings = new(settings) { ["AWS_EXECUTION_ENV"] = "AWS_Lambda_dotnet8" };
        await using var function = await PackagedFunction.StartAsync(file, settings);
        Assert.Equal(503, (int?)(await function.InvokeAsync(Event(apiType, "/x")))["statusCode"]);
    }

    private static async Task AssertEmptyKeysAreRefusedAsync(string file, Dictionary<string, string> settings)
    {
        foreach (
            var (auth, secret) in new[]
            {
                ("github", new string(' ', 16)),
                ("standard-webhooks", "whsec_                "),
            })
        {
            settings = new(settings) { ["AUTH"] = auth, ["WEBHOOK_SECRET"] = secret };
            await using var function = await PackagedFunction.StartAsync(file, settings);
            Assert.Contains(
                "WEBHOOK_SECRET: is too short or blank. Use a secret of at least 16 bytes.",
                await function.ExitAsync(),
                StringComparison.Ordinal);
        }
    }

    private static JsonObject Event(
        string apiType,
        string path,
        Dictionary<string, string>? headers = null,
        Dictionary<string, string>? query = null)
    {
        var fields = (headers ?? []).Concat([new("Host", "api.example")]).ToList();
        return apiType == "rest"
            ? new JsonObject
            {
                ["httpMethod"] = "GET",
                ["path"] = "/forward" + path,
                ["multiValueHeaders"] = Map(fields, value => new JsonArray(value)),
                ["multiValueQueryStringParameters"] = Map(query ?? [], value => new JsonArray(value)),
                ["requestContext"] = new JsonObject
                {
                    ["path"] = "/dev/forward" + path,
                    ["stage"] = "dev",
                    ["requestId"] = "request",
                    ["identity"] = new JsonObject { ["sourceIp"] = "192.0.2.1" },
                },
            }
            : new JsonObject
            {
                ["rawPath"] = "/forward" + path,
                ["rawQueryString"] = string.Join('&', (query ?? []).Select(pair => $"{pair.Key}={pair.Value}")),
                ["headers"] = Map(fields, value => JsonValue.Create(value)),
                ["requestContext"] = new JsonObject
                {
                    ["stage"] = "$default",
                    ["requestId"] = "request",
                    ["http"] = new JsonObject { ["method"] = "GET", ["sourceIp"] = "192.0.2.1" },
                },
            };

        static JsonObject Map(IEnumerable<KeyValuePair<string, string>> pairs, Func<string, JsonNode?> value) =>
            new(pairs.Select(pair => KeyValuePair.Create(pair.Key, value(pair.Value))));
    }
}
