using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ServerlessProxy.Eng.Start;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>AWS on loopback, as far as a deploy needs it: it keeps what it is told, refuses what AWS refuses, and records every call.</summary>
internal sealed class AwsEndpoint : IAsyncDisposable
{
    private readonly AwsDispatcher dispatcher = new();
    private readonly SemaphoreSlim oneAtATime = new(1);
    private WebApplication? application;

    private AwsEndpoint()
    {
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(application!.Urls.Single());

    /// <summary>What a process of the Serverless Framework needs in its environment to call here, and nowhere else.</summary>
    public IReadOnlyDictionary<string, string> Environment => AwsEnvironment.Of(Address);

    /// <summary>Every call, in order.</summary>
    public IReadOnlyCollection<AwsCall> Calls => dispatcher.Calls;

    /// <summary>What was asked for and is not known here: a test that leaves anything in it has rehearsed something else.</summary>
    public IReadOnlyCollection<string> Unsupported => dispatcher.Unsupported;

    /// <summary>The account, in the region of the scaffolds' default.</summary>
    public AwsAccount Account => AccountIn("eu-west-1");

    /// <summary>Starts listening on a free port.</summary>
    public static async Task<AwsEndpoint> StartAsync()
    {
        var endpoint = new AwsEndpoint();
        endpoint.application = await Loopback.StartAsync(endpoint.AnswerAsync, maxBodyBytes: null);
        return endpoint;
    }

    /// <summary>The account, in a region.</summary>
    public AwsAccount AccountIn(string region) => dispatcher.In(region).Account;

    /// <summary>Makes an operation fail until the result is disposed.</summary>
    /// <param name="service">The service, as in <see cref="AwsCall"/>.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="status">The HTTP status; 429 and 5xx make AWS's SDK try again.</param>
    /// <param name="code">AWS's error code.</param>
    /// <param name="message">AWS's text.</param>
    public AwsFailure Fail(string service, string operation, int status, string code, string message) =>
        dispatcher.Fail(service, operation, new AwsException(status, code, message));

    /// <summary>Makes an operation of a service that speaks JSON answer that all went well, and do nothing, until the result is disposed.</summary>
    /// <param name="service">The service, as in <see cref="AwsCall"/>.</param>
    /// <param name="operation">The operation.</param>
    public AwsFailure Lose(string service, string operation) => dispatcher.Fail(service, operation, error: null);

    /// <inheritdoc/>
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
