using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ServerlessProxy.Tests;

/// <summary>Tests signed webhooks, from a sender to a backend.</summary>
public abstract class WebhookForwardingTests
{
    /// <summary>The API type under test.</summary>
    protected abstract Api Api { get; }

    [Theory]
    [MemberData(nameof(SignedWebhook.Cases), MemberType = typeof(SignedWebhook))]
    public async Task Webhook_ThatIsSigned_ReachesTheBackend_AndNoOtherDoes(SignedWebhook webhook)
    {
        ArgumentNullException.ThrowIfNull(webhook);

        // An HTTP API's event contains JSON as text, and forms and bytes as base64.
        string[] contentTypes = ["application/json", "application/x-www-form-urlencoded", "application/octet-stream"];
        foreach (var contentType in contentTypes)
        {
            await using var proxy = await TestProxy.StartAsync(Api, callers: webhook.Policy());
            var received = await proxy.ForwardAsync("POST", "/hook", Headers(webhook), Content(webhook, contentType));
            Assert.Equal(webhook.Body, Encoding.UTF8.GetString(received.Body));

            var (name, value) = webhook.Headers[0];
            SignedWebhook[] invalid =
            [
                webhook.With(name, null),
                webhook.With(name, "x" + value),
                webhook with { Headers = [.. webhook.Headers, new(name, value)] },
            ];
            foreach (var wrong in invalid)
            {
                using var response = await proxy.SendAsync(
                    "POST", "/hook", Headers(wrong), Content(wrong, contentType));
                Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
                using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
                Assert.Equal("The request is not authorized.", json.RootElement.GetProperty("message").GetString());
            }

            Assert.Empty(proxy.Received);
            Assert.DoesNotContain(webhook.Secret, proxy.Log, StringComparison.Ordinal);
        }

        static IEnumerable<(string, string)> Headers(SignedWebhook webhook) =>
            webhook.Headers.Select(header => (header.Name, header.Value));

        static ByteArrayContent Content(SignedWebhook webhook, string contentType) =>
            new(Encoding.UTF8.GetBytes(webhook.Body))
            {
                Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) },
            };
    }
}
