using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.Eng.Start;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>
/// Imitates AWS on loopback, as far as a deploy needs it: stores what requests create, rejects what AWS rejects, and
/// records every call.
/// </summary>
internal sealed class AwsEndpoint : IAsyncDisposable
{
    private readonly AwsDispatcher dispatcher = new();
    private readonly SemaphoreSlim oneAtATime = new(1);
    private WebApplication? application;

    private AwsEndpoint()
    {
    }

    public Uri Address => new(application!.Urls.Single());

    /// <summary>The environment with which the Serverless Framework calls this endpoint and nothing else.</summary>
    public IReadOnlyDictionary<string, string> Environment => AwsEnvironment.Of(Address);

    /// <summary>Every call, in order.</summary>
    public IReadOnlyCollection<AwsCall> Calls => dispatcher.Calls;

    /// <summary>The requested operations that the rehearsal does not support. A test must leave it empty.</summary>
    public IReadOnlyCollection<string> Unsupported => dispatcher.Unsupported;

    /// <summary>The account in the scaffolds' default region.</summary>
    public AwsAccount Account => AccountIn("eu-west-1");

    /// <summary>Starts an endpoint on a free port.</summary>
    public static async Task<AwsEndpoint> StartAsync()
    {
        var endpoint = new AwsEndpoint();
        endpoint.application = await Loopback.StartAsync(endpoint.AnswerAsync, maxBodyBytes: null);
        return endpoint;
    }

    /// <summary>Returns the account in a region.</summary>
    public AwsAccount AccountIn(string region) => dispatcher.In(region).Account;

    /// <summary>Makes an operation fail until the result is disposed.</summary>
    /// <param name="service">The service, as in <see cref="AwsCall"/>.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="status">The HTTP status. AWS's SDK retries after 429 and 5xx.</param>
    /// <param name="code">AWS's error code.</param>
    /// <param name="message">AWS's text.</param>
    public AwsFailure Fail(string service, string operation, int status, string code, string message) =>
        dispatcher.Fail(service, operation, new AwsException(status, code, message));

    /// <summary>Makes an operation report success without doing anything, until the result is disposed.</summary>
    /// <param name="service">The service, as in <see cref="AwsCall"/>. Its protocol must use JSON.</param>
    /// <param name="operation">The operation.</param>
    public AwsFailure Lose(string service, string operation) => dispatcher.Fail(service, operation, error: null);

    public async ValueTask DisposeAsync()
    {
        await application!.DisposeAsync();
        oneAtATime.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var message = await HttpMessage.ReadAsync(context);
        await oneAtATime.WaitAsync();
        AwsResponse response;
        try
        {
            response = dispatcher.Answer(message);
        }
        finally
        {
            oneAtATime.Release();
        }

        context.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (response.ContentType.Length > 0)
        {
            context.Response.ContentType = response.ContentType;
        }

        context.Response.ContentLength =
            response.Status == StatusCodes.Status204NoContent ? null : response.Length ?? response.Content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(response.Content);
        }
    }
}
