using System.Text;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Tests the lines that <c>npm run local</c> prints.</summary>
public sealed class RequestLineTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(12.3);

    /// <summary>The request, and the line without its time and duration.</summary>
    public static TheoryData<RequestLogEntry, string> Entries => new()
    {
        { Entry(new() { FunctionName = "f", Status = 200 }, "/items%20"), "GET /forward/items%20  200" },
        { Entry(new() { FunctionName = "f", Status = 200 }, ""), "GET /forward  200" },
        { new RequestLogEntry { FunctionName = "f", Status = 400, Duration = Duration }, "- -  400" },
        {
            Entry(new DeliveryLogEntry { FunctionName = "f", Status = 200, DeliveryId = "one", Attempt = 2 }, "/x"),
            "GET /forward/x  200  deliveryId one  attempt 2"
        },
        {
            Failed(Entry(new() { FunctionName = "f", Status = 504 }, "/x")),
            "GET /forward/x  504  DeadlineExceeded: no answer in 25 s"
        },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public void LogLine_BecomesAReadableLine(RequestLogEntry entry, string expected)
    {
        using var log = new MemoryStream();
        new RequestLog(log).Write(entry);
        var output = Encoding.UTF8.GetString(log.ToArray()).TrimEnd('\n');
        var parts = RequestLine.Read(output, "/forward").Split("  ");
        Assert.Matches(@"^\d\d:\d\d:\d\d$", parts[0]);
        Assert.Equal("12 ms", parts[3]);
        Assert.Equal(expected, string.Join("  ", parts.Where((_, index) => index is not (0 or 3))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Unhandled exception.")]
    [InlineData("{ not JSON")]
    [InlineData("{\"status\":200}")]
    public void OtherOutput_IsUnchanged(string output) => Assert.Equal(output, RequestLine.Read(output, "/forward"));

    private static RequestLogEntry Entry(RequestLogEntry entry, string path)
    {
        entry.Add(new GatewayRequest { Method = "GET", Path = path });
        entry.Duration = Duration;
        return entry;
    }

    private static RequestLogEntry Failed(RequestLogEntry entry)
    {
        entry.Fail(new ProxyException(ErrorKind.DeadlineExceeded, "no answer in 25 s"));
        return entry;
    }
}
