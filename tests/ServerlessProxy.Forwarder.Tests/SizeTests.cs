using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Checks the size of a result as Lambda counts it: every byte of its JSON.</summary>
[Trait("Speed", "Slow")]
public sealed class SizeTests
{
    private const int Limit = 6_291_556;

    public static TheoryData<EventType, string> Kinds()
    {
        var rows = new TheoryData<EventType, string>();
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            rows.Add(type, "text");
            rows.Add(type, "escaped text");
            rows.Add(type, "UTF-8 text");
            rows.Add(type, "base64");
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task F31_Result_IsReturnedBelowTheLimit_AndRejectedAboveIt(EventType type, string kind)
    {
        var (contentType, unit, unitBytes) = kind switch
        {
            "text" => ("text/plain", "x"u8.ToArray(), 1),
            "escaped text" => ("text/plain", "xxxxxxxxx\""u8.ToArray(), 11),
            "UTF-8 text" => ("text/plain", "ü"u8.ToArray(), 2),
            _ => ("image/png", [0, 1, 2], 4),
        };
        var (units, padding) = (1, 1);
        await using var backend = await LoopbackServer.StartAsync(
            0,
            context =>
            {
                context.Response.ContentType = contentType;
                context.Response.Headers["X-Padding"] = new string('p', padding);
                context.Response.Headers.Remove("Date");
                var body = new byte[units * unit.Length];
                for (var offset = 0; offset < body.Length; offset += unit.Length)
                {
                    unit.CopyTo(body, offset);
                }

                context.Response.ContentLength = body.Length;
                return context.Response.Body.WriteAsync(body).AsTask();
            },
            maxBodyBytes: null);
        using var function = new FunctionUnderTest(type, backend.Address.GetLeftPart(UriPartial.Authority));

        // The smallest result shows the size of everything except body and padding, which then fill the rest exactly.
        var rest = (await function.GetAsync()).JsonBytes - unitBytes - padding;
        foreach (var (size, status) in new[] { (Limit - 1, 200), (Limit + 1, 502) })
        {
            units = (size - rest - unitBytes) / unitBytes;
            padding = size - rest - (units * unitBytes);
            var result = await function.GetAsync();
            Assert.Equal(status, result.Status);
            if (status == 200)
            {
                Assert.Equal(size, result.JsonBytes);
            }
            else
            {
                Assert.Equal("The response is too large for the proxy.", result.Message);
            }
        }
    }

    [Theory]
    [MemberData(nameof(EventType.Both), MemberType = typeof(EventType))]
    public async Task F31_Event_AboveTheLimit_Is413(EventType type)
    {
        using var function = new FunctionUnderTest(type, "http://127.0.0.1:1");
        var json = Encoding.UTF8.GetBytes(type.Make(new Request()).ToJsonString());
        Assert.Equal(
            502,
            (await function.InvokeAsync([.. json, .. Enumerable.Repeat((byte)' ', Limit - json.Length)])).Status);
        Assert.Equal(
            413,
            (await function.InvokeAsync([.. json, .. Enumerable.Repeat((byte)' ', Limit + 1 - json.Length)])).Status);
    }
}
