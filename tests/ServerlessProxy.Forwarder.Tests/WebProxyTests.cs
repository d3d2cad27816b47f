using System.Net;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Checks that the function ignores the web proxy of the process. .NET reads <c>HTTP_PROXY</c> only once, so the test
/// sets the default proxy instead. No other test runs in parallel, because it would use that proxy.
/// </summary>
[Collection(nameof(NotParallel))]
public sealed class WebProxyTests
{
    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F40_WebProxyOfTheProcess_IsNotUsed(EventType type)
    {
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy("http://127.0.0.1:1", BypassOnLocal: false);
        try
        {
            await using var backend = await ReceivedRequests.StartAsync();
            using var function = new FunctionUnderTest(type, backend.Url);
            Assert.Equal(200, (await function.GetAsync()).Status);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }
}
