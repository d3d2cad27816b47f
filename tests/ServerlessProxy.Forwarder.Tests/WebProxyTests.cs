using System.Net;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>A web proxy that the process has, as by <c>HTTP_PROXY</c>. .NET reads that variable once, so what it makes of it is set here; whatever
/// else runs would use it.</summary>
[Collection(nameof(Alone))]
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
