using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>Checks that an event is split into its body and the rest with the same result as a serializer.</summary>
public sealed class EventJsonTests
{
    private static readonly Header[] Announced = [new("Content-Length", "0")];

    [Theory]
    [InlineData("""{"body":"YQ=="}""", true, "a")]
    [InlineData("""{"body":"YQ\u003d\u003d"}""", true, "a")]
    [InlineData("""{"body":"YQ=="}""", false, "YQ==")]
    [InlineData("""{"BODY":"a"}""", false, "a")]
    [InlineData("""{"body":""}""", false, "")]
    [InlineData("""{"body":"\u00e9\ud83d\ude00\n\\\""}""", false, "é😀\n\\\"")]
    [InlineData("""{"a":{"body":"1"},"b":[{"body":"2"}],"body":"3","c":{"body":"4"}}""", false, "3")]
    [InlineData("""{"body":"1","body":"2"}""", false, "2")]
    [InlineData("""{"body":"1","body":null}""", false, null)]
    [InlineData("""{"body":null}""", false, null)]
    [InlineData("""{"bodies":"1","bod":"2"}""", false, null)]
    [InlineData("""{"a":"body"}""", false, null)]
    [InlineData("{}", false, null)]
    public void Body_IsReadFromTheTopLevelOfTheEvent(string json, bool isBase64Encoded, string? body)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($" {json} "));
        using var read = EventJson.Read(stream, Skip);
        Assert.Equal(body, read.Body(isBase64Encoded, Announced) is { } bytes ? Encoding.UTF8.GetString(bytes) : null);
    }

    [Fact]
    public void StreamWithoutALength_ThatReturnsLittleAtATime_IsReadToItsEnd()
    {
        var json = new JsonObject { ["body"] = new string('x', 300_000), ["a"] = 1 }.ToJsonString();
        using var slow = new SlowStream(Encoding.UTF8.GetBytes(json));
        using var read = EventJson.Read(slow, Skip);
        Assert.Equal(300_000, read.Body(isBase64Encoded: false, Announced)!.Length);
    }

    private static bool Skip(ref Utf8JsonReader json, string path) => false;

    private sealed class SlowStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1000)]);
    }
}
