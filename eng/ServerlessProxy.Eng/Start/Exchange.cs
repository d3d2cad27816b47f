using System.Security.Cryptography;
using System.Text;

namespace ServerlessProxy.Eng.Start;

/// <summary>A request, and how its answer must be.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">What follows the route.</param>
/// <param name="ContentType">The body's media type; null for no body.</param>
/// <param name="Body">The body.</param>
/// <param name="Status">The status that is right; null for any that is not an error of the proxy's.</param>
/// <param name="Answer">The body that is right; null for any.</param>
public sealed record Exchange(
    HttpMethod Method,
    string Target,
    string? ContentType,
    byte[] Body,
    int? Status,
    byte[]? Answer)
{
    /// <summary>A GET with path and query, JSON, and bytes that are no text.</summary>
    public static IEnumerable<Exchange> WithEmbeddedBackend()
    {
        const string target = "/items/42%2F7?colour=red&colour=blue%20sky";
        yield return new Exchange(HttpMethod.Get, target, null, [], 200, Encoding.UTF8.GetBytes(target));

        var json = """{"name":"Jürgen","tags":["a","b"]}"""u8.ToArray();
        yield return new Exchange(HttpMethod.Post, "/items", "application/json", json, 201, json);

        var bytes = RandomNumberGenerator.GetBytes(100_000);
        yield return new Exchange(HttpMethod.Put, "/items/42/picture", "image/png", bytes, 201, bytes);
    }

    /// <summary>A GET, which changes nothing.</summary>
    public static IEnumerable<Exchange> WithBackendOfTheUser() =>
        [new Exchange(HttpMethod.Get, "/", null, [], null, null)];

    /// <summary>What is wrong with an answer; null if nothing is.</summary>
    public string? Check(int status, byte[] answer) =>
        (Status, Answer) switch
        {
            (null, _) when status >= 500 && answer.AsSpan().IndexOf("\"requestId\":"u8) >= 0 =>
                "the proxy could not forward it",
            ({ } right, _) when status != right => $"the status must be {right}",
            (_, { } right) when !answer.AsSpan().SequenceEqual(right) => "the body is another",
            _ => null,
        };
}
