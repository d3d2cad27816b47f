using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.LocalGateway;

/// <summary>SQS and S3 on loopback, as far as the function's roles call them: SQS's JSON protocol, and S3 with bucket and key in the path. Signatures are not checked.</summary>
public sealed class LoopbackAws : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LoopbackFifo> queues = new();
    private LoopbackServer? server;

    private LoopbackAws()
    {
    }

    /// <summary>The objects of every bucket, by <c>bucket/key</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new();

    /// <summary>Is awaited when a call has been carried out, before its answer is sent; gets the call's name, such as <c>SendMessage</c>.</summary>
    public Func<string, Task>? Carried { get; set; }

    /// <summary>Is asked before a call is carried out; a status in the place of null is the answer then, and 403 is <c>AccessDenied</c>.</summary>
    public Func<string, int?>? Refuse { get; set; }

    /// <summary>What a process needs in its environment to call this in the place of AWS.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL_SQS"] = Address,
        ["AWS_ENDPOINT_URL_S3"] = Address,
        ["AWS_REGION"] = "eu-west-1",
        ["AWS_ACCESS_KEY_ID"] = "local",
        ["AWS_SECRET_ACCESS_KEY"] = "local",
    };

    private string Address => server!.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Starts listening on a free port.</summary>
    public static async Task<LoopbackAws> StartAsync()
    {
        var aws = new LoopbackAws();
        aws.server = await LoopbackServer.StartAsync(0, aws.HandleAsync, maxBodyBytes: null);
        return aws;
    }

    /// <summary>Makes a queue.</summary>
    /// <param name="name">Its name, which ends with <c>.fifo</c>.</param>
    /// <param name="visibilityTimeout">How long a received message is hidden unless told otherwise.</param>
    /// <param name="maxReceiveCount">How often a message is received before it is dead.</param>
    public LoopbackFifo CreateQueue(string name, TimeSpan visibilityTimeout, int maxReceiveCount) =>
        queues[name] = new LoopbackFifo(visibilityTimeout, maxReceiveCount);

    /// <summary>The URL of a queue: the function calls it at its endpoint all the same.</summary>
    public static string UrlOf(string name) => $"https://sqs.eu-west-1.amazonaws.com/123456789012/{name}";

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        var call = target.Length > 0 ? target.Split('.')[^1] : context.Request.Method switch { "PUT" => "PutObject", "GET" => "GetObject", _ => "DeleteObject" };
        if (Refuse?.Invoke(call) is { } status)
        {
            var code = status == StatusCodes.Status403Forbidden ? "AccessDenied" : "InternalError";
            context.Response.StatusCode = status;
            context.Response.ContentType = target.Length > 0 ? "application/x-amz-json-1.0" : "application/xml";
            await context.Response.WriteAsync(target.Length > 0 ? Failure(code, "Refused.").ToJsonString() : $"<Error><Code>{code}</Code><Message>Refused.</Message></Error>");
            return;
        }

        if (target.Length > 0)
        {
            var answer = Sqs(call, JsonNode.Parse(body.ToArray())!.AsObject());
            await (Carried?.Invoke(call) ?? Task.CompletedTask);
            context.Response.StatusCode = answer.ContainsKey("__type") ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
            context.Response.ContentType = "application/x-amz-json-1.0";
            await context.Response.WriteAsync(answer.ToJsonString());
            return;
        }

        await S3Async(context, body.ToArray());
        await (Carried?.Invoke(call) ?? Task.CompletedTask);
    }

    private JsonObject Sqs(string call, JsonObject request)
    {
        if (!queues.TryGetValue(Text("QueueUrl").Split('/')[^1], out var queue))
        {
            return Failure("QueueDoesNotExist", "The specified queue does not exist.");
        }

        switch (call)
        {
            case "SendMessage":
                var text = Text("MessageBody");
                if (Encoding.UTF8.GetByteCount(text) > 1024 * 1024)
                {
                    return Failure("InvalidParameterValue", "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.");
                }

                var answer = new JsonObject
                {
                    ["MessageId"] = queue.Send(text, Text("MessageGroupId"), Text("MessageDeduplicationId")),
#pragma warning disable CA5351 // SQS's own checksum.
                    ["MD5OfMessageBody"] = Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(text))).ToLower(CultureInfo.InvariantCulture),
#pragma warning restore CA5351
                };
                return queue.Answer?.Invoke(answer) ?? answer;
            case "ChangeMessageVisibility":
                return queue.Hide(Text("ReceiptHandle"), TimeSpan.FromSeconds((int)request["VisibilityTimeout"]!)) ? [] : Failure("MessageNotInflight", "The message referred to is not in flight.");
            case "DeleteMessage":
                queue.Delete(Text("ReceiptHandle"));
                return [];
            default:
                return Failure("UnsupportedOperation", call);
        }

        string Text(string name) => (string?)request[name] ?? "";
    }

    private static JsonObject Failure(string type, string message) => new() { ["__type"] = $"com.amazonaws.sqs#{type}", ["message"] = message };

    private async Task S3Async(HttpContext context, byte[] body)
    {
        var key = context.Request.Path.Value!.TrimStart('/');
        switch (context.Request.Method)
        {
            case "PUT":
                Objects[key] = body;
                context.Response.Headers.ETag = "\"local\"";
                break;
            case "GET" when Objects.TryGetValue(key, out var found):
                context.Response.ContentLength = found.Length;
                await context.Response.Body.WriteAsync(found);
                break;
            case "GET":
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                context.Response.ContentType = "application/xml";
                await context.Response.WriteAsync("<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>");
                break;
            case "DELETE":
                Objects.TryRemove(key, out _);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
        }
    }
}
