using System.Security.Cryptography;
using System.Text;

namespace ServerlessProxy.Eng.Start;

/// <summary>Represents a request and its expected answer.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The part of the target after the route.</param>
/// <param name="ContentType">The body's media type; null for no body.</param>
/// <param name="Body">The body.</param>
/// <param name="Status">The expected status; null for any status except an error of the proxy.</param>
/// <param name="Answer">The expected body; null for any body.</param>
public sealed record Exchange(
    HttpMethod Method,
    string Target,
    string? ContentType,
    byte[] Body,
    int? Status,
    byte[]? Answer)
{
    /// <summary>Returns a GET with a path and a query, a POST with JSON, and a PUT with binary data.</summary>
    public static IEnumerable<Exchange> WithEmbeddedBackend()
    {
        const string target = "/items/42%2F7?colour=red&colour=blue%20sky";
        yield return new Exchange(HttpMethod.Get, target, null, [], 200, Encoding.UTF8.GetBytes(target));

        var json = """{"name":"Jürgen","tags":["a","b"]}"""u8.ToArray();
        yield return new Exchange(HttpMethod.Post, "/items", "application/json", json, 201, json);

        var bytes = RandomNumberGenerator.GetBytes(100_000);
        yield return new Exchange(HttpMethod.Put, "/items/42/picture", "image/png", bytes, 201, bytes);
    }

    /// <summary>Returns a GET, which changes nothing.</summary>
    public static IEnumerable<Exchange> WithBackendOfTheUser() =>
        [new Exchange(HttpMethod.Get, "/", null, [], null, null)];

    /// <summary>Returns the difference between an answer and the expected one; null if there is none.</summary>
    public string? Check(int status, byte[] answer) =>
        (Status, Answer) switch
        {
            (null, _) when status >= 500 && answer.AsSpan().IndexOf("\"requestId\":"u8) >= 0 =>
                "the proxy could not forward the request",
            ({ } expected, _) when status != expected => $"the status must be {expected}",
            (_, { } expected) when !answer.AsSpan().SequenceEqual(expected) => "the body is different",
            _ => null,
        };
}
