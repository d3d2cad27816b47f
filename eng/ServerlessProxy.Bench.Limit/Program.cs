using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

// The lower limit for a forwarder in C#. Without BACKEND_URL, it answers every event with the same result (the limit of
// a cold
// start). With BACKEND_URL, it sends one request with a bare SocketsHttpHandler (the limit of a warm invocation).
var backend = Environment.GetEnvironmentVariable("BACKEND_URL");
using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });

Func<Stream, ILambdaContext, Task<Stream>> handler = backend is null
    ? (_, _) => Task.FromResult(Result("ok"u8))
    : async (input, _) => Result(await SendAsync(input));
using var bootstrap = LambdaBootstrapBuilder.Create(handler).Build();
await bootstrap.RunAsync();

async Task<byte[]> SendAsync(Stream input)
{
    using var json = await JsonDocument.ParseAsync(input);
    using var request = new HttpRequestMessage(
        new HttpMethod(json.RootElement.GetProperty("httpMethod").GetString()!),
        backend + json.RootElement.GetProperty("path").GetString());
    if (json.RootElement.TryGetProperty("body", out var body))
    {
        request.Content = new ByteArrayContent(body.GetBytesFromBase64());
    }

    using var response = await client.SendAsync(request, CancellationToken.None);
    return await response.Content.ReadAsByteArrayAsync();
}

static Stream Result(ReadOnlySpan<byte> body)
{
    var result = new MemoryStream((body.Length / 3 * 4) + 256);
    using (var json = new Utf8JsonWriter(result))
    {
        json.WriteStartObject();
        json.WriteNumber("statusCode", 200);
        json.WriteBase64String("body", body);
        json.WriteBoolean("isBase64Encoded", true);
        json.WriteEndObject();
    }

    result.Position = 0;
    return result;
}
