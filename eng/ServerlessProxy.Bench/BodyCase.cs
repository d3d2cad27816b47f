using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServerlessProxy.Bench;

/// <summary>Represents a request as an event of a REST API, and the backend's answer.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="RequestBytes">The size of the request body; 0 for a GET without a body.</param>
/// <param name="ResponseBytes">The size of the response body.</param>
/// <param name="Rounds">The number of measured requests.</param>
internal sealed record BodyCase(string Name, int RequestBytes, int ResponseBytes, int Rounds)
{
    private const int Kilobyte = 1024;

    /// <summary>A GET with an answer of two bytes.</summary>
    public static BodyCase Small { get; } = new("GET, small", 0, 2, 2000);

    /// <summary>A typical webhook.</summary>
    public static BodyCase Webhook { get; } = new("POST, 8 KB", 8 * Kilobyte, 2, 1000);

    /// <summary>Responses of 64 KB to 4 MB.</summary>
    public static IReadOnlyList<BodyCase> Responses { get; } =
    [.. Sizes().Select(size => new BodyCase($"response, {Text(size)}", 0, size, RoundsOf(size)))];

    /// <summary>Requests of 64 KB to 4 MB.</summary>
    public static IReadOnlyList<BodyCase> Requests { get; } =
    [.. Sizes().Select(size => new BodyCase($"request, {Text(size)}", size, 2, RoundsOf(size)))];

    /// <summary>The size of the larger body.</summary>
    public int Bytes => Math.Max(RequestBytes, ResponseBytes);

    /// <summary>Returns the event's JSON.</summary>
    public byte[] Event() => JsonSerializer.SerializeToUtf8Bytes(Fields());

    /// <summary>Answers the request of any case.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        var size = int.Parse(context.Request.Path.Value!.Split('/')[^1], CultureInfo.InvariantCulture);
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = "image/png";
        context.Response.ContentLength = size;
        await context.Response.Body.WriteAsync(new byte[size]);
    }

    private static int[] Sizes() => [64 * Kilobyte, 256 * Kilobyte, 1024 * Kilobyte, 2048 * Kilobyte, 4096 * Kilobyte];

    private static int RoundsOf(int size) => Math.Clamp(64 * 1024 * Kilobyte / size, 40, 400);

    private static string Text(int size) =>
        size < 1024 * Kilobyte ? $"{size / Kilobyte} KB" : $"{size / Kilobyte / Kilobyte} MB";

    private Dictionary<string, object> Fields()
    {
        var path = $"/forward/{ResponseBytes}";
        var fields = new Dictionary<string, object>
        {
            ["httpMethod"] = RequestBytes == 0 ? "GET" : "POST",
            ["path"] = path,
            ["multiValueHeaders"] = new Dictionary<string, string[]>
            {
                ["Accept"] = ["*/*"],
                ["Content-Type"] = ["application/octet-stream"],
                ["Host"] = ["abcdefghij.execute-api.eu-west-1.amazonaws.com"],
                ["User-Agent"] = ["bench"],
                ["X-Forwarded-For"] = ["192.0.2.1"],
            },
            ["requestContext"] = new
            {
                path = $"/dev{path}",
                stage = "dev",
                requestId = "1",
                identity = new { sourceIp = "192.0.2.1" },
            },
        };
        if (RequestBytes > 0)
        {
            fields["body"] = Convert.ToBase64String(new byte[RequestBytes]);
            fields["isBase64Encoded"] = true;
        }

        return fields;
    }
}
