using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Calls the Lambda runtime API. Any answer except the documented one throws
/// <see cref="HttpRequestException"/>.</summary>
/// <remarks>See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.</remarks>
internal sealed class RuntimeApi(HttpClient client, string hostAndPort)
{
    private readonly string root = $"http://{hostAndPort}/2018-06-01/runtime";

    /// <summary>Waits for the next event.</summary>
    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync($"{root}/invocation/next", cancellationToken);
        try
        {
            Expect(HttpStatusCode.OK, answer);
            return new Invocation(answer);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>Allows Lambda to take the snapshot. Lambda answers after the restore.</summary>
    public async Task RestoreNextAsync()
    {
        using var answer = await client.GetAsync($"{root}/restore/next");
        Expect(HttpStatusCode.OK, answer);
    }

    /// <summary>Sends the response from the stream's current position, and disposes the stream.</summary>
    public async Task RespondAsync(string requestId, Stream response)
    {
        using var content = new StreamContent(response ?? Stream.Null);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync($"{root}/invocation/{requestId}/response", content);
        Expect(HttpStatusCode.Accepted, answer);
    }

    public Task ReportErrorAsync(string requestId, Exception exception) =>
        ReportAsync($"{root}/invocation/{requestId}/error", exception);

    public Task ReportInitErrorAsync(Exception exception, string errorType = null) =>
        ReportAsync($"{root}/init/error", exception, errorType);

    public Task ReportRestoreErrorAsync(Exception exception, string errorType) =>
        ReportAsync($"{root}/restore/error", exception, errorType);

    private async Task ReportAsync(string url, Exception exception, string errorType = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = ErrorContent.From(exception) };
        request.Headers.TryAddWithoutValidation(
            "Lambda-Runtime-Function-Error-Type",
            errorType ?? exception.GetType().Name);
        using var answer = await client.SendAsync(request);
        Expect(HttpStatusCode.Accepted, answer);

        // The real package reads {"status":"OK"} here, and ends the process if the answer is not JSON.
        using var status = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
    }

    private static void Expect(HttpStatusCode expected, HttpResponseMessage answer)
    {
        if (answer.StatusCode != expected)
        {
            throw new HttpRequestException(
                $"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}.", null, answer.StatusCode);
        }
    }
}
