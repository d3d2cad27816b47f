using System.Net;
using System.Net.Sockets;
using System.Text;
using ServerlessProxy;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Checks what the function does before its first event.</summary>
public sealed class WarmUpTests
{
    public static TheoryData<EventType> Both => EventType.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public void WarmUp_RunsEveryStep_WithoutCallingTheBackend(EventType type)
    {
        using var backendListener = new TcpListener(IPAddress.Loopback, 0);
        backendListener.Start();
        Assert.True(Run(type, $"http://{backendListener.LocalEndpoint}"));
        Assert.False(backendListener.Pending());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void WarmUp_OfABackendWithoutAnAddress_DoesNotThrow(EventType type) =>
        Assert.False(Run(type, "http://nowhere.invalid"));

    [Theory]
    [MemberData(nameof(Both))]
    public void Sample_HasTheFieldsOfARequest(EventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var request = type.Adapter.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(type.Adapter.Sample)),
            IGatewayEvents.SampleRoute);
        Assert.Equal(("GET", "", "a=1"), (request.Method, request.Path, request.Query));
        Assert.Equal("Host", Assert.Single(request.Headers).Name, ignoreCase: true);
        Assert.NotNull(request.SourceIp);
        Assert.NotNull(request.RequestId);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task WarmUp_WritesNoLogLine_AndTheFunctionServes(EventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        await using var backend = await ReceivedRequests.StartAsync();
        using var function = new FunctionUnderTest(type, backend.Url);
        function.WarmUp();
        Assert.Empty(function.Log);
        Assert.Equal(200, (await function.GetAsync()).Status);
        backend.Single();
    }

    private static bool Run(EventType type, string url)
    {
        using var backend = new Backend(new());
        return WarmUp.Run(type.Adapter, backend, FunctionUnderTest.For(url));
    }
}
