using System.Net;
using System.Text;
using System.Text.Json;

namespace ServerlessProxy.Tests;

/// <summary>Signed webhooks, from a sender to a backend.</summary>
public abstract class WebhookForwardingTests
{
    /// <summary>The API type under test.</summary>
    protected abstract Api Api { get; }

    [Theory]
    [MemberData(nameof(SignedWebhook.Cases), MemberType = typeof(SignedWebhook))]
    public async Task Webhook_ThatIsSigned_ReachesTheBackend_AndNoOtherDoes(SignedWebhook webhook)
    {
        ArgumentNullException.ThrowIfNull(webhook);

        // As text, as a form, and as bytes: the events of an HTTP API hold the first as it is, the others in base64.
        foreach (
            var contentType in new[]
            {
                "application/json",
                "application/x-www-form-urlencoded",
                "application/octet-stream",
            })
        {
            await using var proxy = await TestProxy.StartAsync(Api, callers: webhook.Policy());
            var received = await proxy.ForwardAsync("POST", "/hook", message => Sign(message, webhook, contentType));
            Assert.Equal(webhook.Body, Encoding.UTF8.GetString(received.Body));

            var (name, value) = webhook.Headers[0];
            foreach (var wrong in new[] { webhook.With(name, null), webhook.With(name, "x" + value), webhook with { Headers = [.. webhook.Headers, new(name, value)] } })
            {
                using var response = await proxy.SendAsync(
                    "POST",
                    "/hook",
                    message => Sign(message, wrong, contentType));
                Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
                using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
                Assert.Equal("The request is not authorized.", json.RootElement.GetProperty("message").GetString());
            }

            Assert.Empty(proxy.Received);
            Assert.DoesNotContain(webhook.Secret, proxy.Log, StringComparison.Ordinal);
        }

        static void Sign(HttpRequestMessage message, SignedWebhook webhook, string contentType)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(webhook.Body));
            message.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            foreach (var (name, value) in webhook.Headers)
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}
