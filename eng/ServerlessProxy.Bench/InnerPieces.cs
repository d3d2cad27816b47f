using System.Text;
using BenchmarkDotNet.Attributes;
using ServerlessProxy;

namespace ServerlessProxy.Bench;

/// <summary>Measures the conversion of events to requests, and of responses to results.</summary>
[MemoryDiagnoser]
public class InnerPieces
{
    private readonly RestApiEvents events = new();
    private readonly ForwardingRules rules = new() { Backend = BackendUrl.Parse("http://10.0.12.5:8080/base") };

    private byte[] json = [];
    private byte[] body = [];
    private Header[] headers = [];

    /// <summary>The size of the body, in bytes.</summary>
    [Params(2, 64 * 1024, 4 * 1024 * 1024)]
    public int Bytes { get; set; }

    /// <summary>Creates an event and a response of that size.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        json = new BodyCase("", Bytes, 2, 1).Event();
        body = Encoding.UTF8.GetBytes(new string('x', Bytes));
        headers =
        [
            .. Enumerable
                .Range(0, 8)
                .Select(index => new Header($"X-Field-{index}", "a value of some length")),
        ];
    }

    /// <summary>Converts JSON to the backend's request.</summary>
    [Benchmark]
    public long EventToRequest()
    {
        using var message = BackendRequest.Create(events.Read(new MemoryStream(json), "/forward"), rules, trace: null);
        return message.Content?.Headers.ContentLength ?? 0;
    }

    /// <summary>Converts a binary response to JSON.</summary>
    [Benchmark]
    public long BinaryResponseToResult() => Write(isText: false);

    /// <summary>Converts a text response to JSON.</summary>
    [Benchmark]
    public long TextResponseToResult() => Write(isText: true);

    private long Write(bool isText)
    {
        using var result = ResultWriter.Write(events, new GatewayResponse(200, headers, body, isText));
        return result.Length;
    }
}
