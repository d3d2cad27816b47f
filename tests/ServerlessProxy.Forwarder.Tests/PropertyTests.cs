using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Forwarder.Tests;

/// <summary>
/// Checks properties with generated requests and responses. To repeat a failure, use its seed:
/// <c>[Property(Replay = "…")]</c>.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class PropertyTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Target, HeaderDictionary Headers)> received = new();
    private RequestDelegate answer = _ => Task.CompletedTask;
    private LoopbackServer backend = null!;

    private string Url => backend.Address.GetLeftPart(UriPartial.Authority);

    public async Task InitializeAsync() => backend = await LoopbackServer.StartAsync(
        0,
        context =>
        {
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            var headers = context.Request.Headers.ToDictionary(
                field => field.Key,
                field => field.Value,
                StringComparer.OrdinalIgnoreCase);
            received.Enqueue((target, new HeaderDictionary(headers)));
            return answer(context);
        },
        maxBodyBytes: null);

    public Task DisposeAsync() => backend.DisposeAsync().AsTask();

    [Property(MaxTest = 300)]
    public Property F22_AnyBodyAnyTypeAnyStatus_ReachesTheCallerExactly()
    {
        var types = Gen.Elements(
            null, "", "text/plain", "text/html; charset=utf-8", "text/html;charset=\"UTF-8\"",
            "text/plain; charset=latin1", "application/json", "application/problem+json", "image/svg+xml",
            "application/x-www-form-urlencoded", "application/javascript", "application/octet-stream", "image/png",
            "nonsense", "text/", "text/plain, text/html", ";", "a/b; charset=");
        var bodies = Gen.OneOf(
            ArbMap.Default.GeneratorFor<byte[]>(),
            ArbMap.Default.GeneratorFor<string>().Select(text => Encoding.UTF8.GetBytes(text ?? "")),
            ArbMap.Default.GeneratorFor<string>().Select(text => Encoding.Unicode.GetBytes(text ?? "")),
            Gen.Choose(0, 200_000)
                .Select(length => Enumerable.Range(0, length).Select(index => (byte)((index * 7) % 251)).ToArray()),
            Gen.Choose(0, 200_000).Select(length => Encoding.UTF8.GetBytes(new string('"', length))));
        var statuses = Gen.Choose(200, 599).Where(status => status is not (204 or 205 or 304));
        return Prop.ForAll(Tuples(types, bodies, statuses), Check);

        bool Check((string? Type, byte[] Body, int Status) response)
        {
            answer = async context =>
            {
                context.Response.StatusCode = response.Status;
                if (response.Type is not null)
                {
                    context.Response.Headers.ContentType = response.Type;
                }

                await context.Response.Body.WriteAsync(response.Body);
            };
            return OnBoth(new Request(), result =>
                result.Status == response.Status
                && result.Body.AsSpan().SequenceEqual(response.Body)
                && result.Values("Content-Type").FirstOrDefault("") == (response.Type ?? ""));
        }
    }

    [Property(MaxTest = 500)]
    public Property F03_AnyPath_ReachesTheBackendAsWritten_OrIsRejected()
    {
        var pieces = Gen.Elements(
            "/", "a", "ü", "%2F", "%2f", "%2e", ".", "..", "%", "%2", "%zz", "%25", "2e", "%c0%ae", "\\", "%5c", ";",
            ":", "@", "+", "%20", " ", "//evil.example", "~", "!$&'()*,=", "?", "#", "%00", "\t", "\0", "𝄞", "[", "|");
        return Prop.ForAll(UpTo(6, pieces).Select(parts => "/" + string.Concat(parts)).ToArbitrary(), Check);

        static IEnumerable<string> Decodings(string path)
        {
            for (var round = 0; round <= 3; round++, path = Uri.UnescapeDataString(path))
            {
                yield return path;
            }
        }

        static bool CouldClimb(string path) =>
            System.Text.RegularExpressions.Regex.IsMatch(
                path,
                @"(^|[/\\])\.\.([/\\;\0\s]|$)|%c0%a[ef]|%c1%9c",
                System.Text.RegularExpressions.RegexOptions.IgnoreCase);

        bool Check(string path)
        {
            foreach (var type in new[] { EventType.Rest, EventType.Http })
            {
                received.Clear();
                using var function = new FunctionUnderTest(type, Url + "/base/path");
                var result = function.SendAsync(new Request { Path = path }).GetAwaiter().GetResult();

                // Kestrel itself rejects %00.
                if (result.Status == 400)
                {
                    if (
                        !path.Any(char.IsControl)
                        && !Uri.UnescapeDataString(path).Contains('\0', StringComparison.Ordinal)
                        && !Decodings(path).Any(CouldClimb))
                    {
                        return false;
                    }

                    continue;
                }

                if (
                    !received.TryDequeue(out var request)
                    || !request.Target.StartsWith("/base/path/", StringComparison.Ordinal))
                {
                    return false;
                }

                // Characters that a request line allows are unchanged. The others are encoded, so that both decode
                // alike.
                var target = request.Target["/base/path".Length..];
                var decodedAlike = Uri.UnescapeDataString(target) == Uri.UnescapeDataString(path);
                var needsNoEncoding = path.All(character =>
                    char.IsAsciiLetterOrDigit(character)
                    || "/-._~!$&'()*+,;=:@".Contains(character, StringComparison.Ordinal));
                if (
                    !decodedAlike
                    || (needsNoEncoding && target != path)
                    || target.Any(character => character is <= ' ' or '\\' or '#' or '?' or > '~'))
                {
                    return false;
                }
            }

            return true;
        }
    }

    [Property(MaxTest = 300)]
    public Property F05_AnyQuery_ReachesTheBackend()
    {
        var text = ArbMap
            .Default.GeneratorFor<string>()
            .Where(value => value is not null && !value.Any(character => char.IsSurrogate(character)));
        var pairs = UpTo(5, Gen.Zip(text, text, (name, value) => KeyValuePair.Create(name, value)))
            .Select(query => query.GroupBy(pair => pair.Key).SelectMany(group => group).ToList());
        return Prop.ForAll(pairs.ToArbitrary(), query => OnBoth(
            new Request { Query = query },
            result => received.TryDequeue(out var request)
                && request.Target == "/" + (query.Count > 0 ? "?" : "") + new Request { Query = query }.QueryString));
    }

    [Property(MaxTest = 300)]
    public Property F06_AnyHeaders_ReachTheBackendInOrder()
    {
        var names = Gen.Elements(
            "X-A", "X-b", "Accept", "Accept-Language", "If-None-Match", "Authorization", "Referer", "Range", "Date",
            "X-GitHub-Event", "Allow", "Expires", "Last-Modified", "From");
        var values = UpTo(12, Gen.Choose(0x21, 0x7E).Select(code => (char)code))
            .Select(characters => new string(characters));
        var fields = UpTo(8, Gen.Zip(names, values, (name, value) => KeyValuePair.Create(name, value)))
            .Select(headers => headers.GroupBy(pair => pair.Key).SelectMany(group => group).ToList());
        return Prop.ForAll(fields.ToArbitrary(), headers => OnBoth(
            new Request { Headers = headers },
            result => received.TryDequeue(out var request) && headers.GroupBy(pair => pair.Key).All(group =>
                string.Join(',', request.Headers[group.Key].ToArray()).Replace(" ", "", StringComparison.Ordinal)
                    == string.Join(',', group.Select(pair => pair.Value)))));
    }

    [Property(MaxTest = 300)]
    public Property F23_AnyResponseHeaders_ReachTheCallerInOrder()
    {
        var names = Gen.Elements(
            "X-A",
            "X-b",
            "Vary",
            "Set-Cookie",
            "Link",
            "WWW-Authenticate",
            "Cache-Control",
            "X-Powered-By");
        var values = UpTo(12, Gen.Choose(0x21, 0x7E).Select(code => (char)code).Where(character => character != ','))
            .Select(characters => "v" + new string(characters));
        var fields = UpTo(8, Gen.Zip(names, values, (name, value) => KeyValuePair.Create(name, value)))
            .Select(headers => headers.GroupBy(pair => pair.Key).SelectMany(group => group).ToList());
        return Prop.ForAll(fields.ToArbitrary(), headers =>
        {
            answer = context =>
            {
                foreach (var group in headers.GroupBy(pair => pair.Key))
                {
                    context.Response.Headers[group.Key] = group.Select(pair => pair.Value).ToArray();
                }

                return Task.CompletedTask;
            };
            return OnBoth(new Request(), result => headers.GroupBy(pair => pair.Key).All(group =>
                string.Join(',', result.Values(group.Key)) == string.Join(',', group.Select(pair => pair.Value))
                && (group.Key != "Set-Cookie" || result.Values("Set-Cookie").Count() == group.Count())));
        });
    }

    [Property(MaxTest = 1_000)]
    public Property F30_AnyJson_IsAnsweredWithAValidResult()
    {
        var values = Gen.Elements<Func<JsonNode?>>(
            () => null, () => 1, () => -1.5, () => true, () => "", () => "text", () => "/forward/x",
            () => "\0\r\n\ud800", () => new JsonArray(), () => new JsonArray(1, null, "x"), () => new JsonObject(),
            () => new JsonObject { ["a"] = null });
        return Prop.ForAll(Tuples(Gen.Choose(0, 1000), values, Gen.Choose(0, 1)), Check);

        bool Check((int Place, Func<JsonNode?> Value, int Type) change)
        {
            var type = change.Type == 0 ? EventType.Rest : EventType.Http;
            var json = type.Make(new Request
            {
                Method = "POST",
                Path = "/a",
                Query = [new("b", "c")],
                Headers = [new("Host", "h"), new("X-A", "1")],
                Cookies = ["d=e"],
                Body = [1, 2, 3],
            });
            var places = Places(json).ToList();
            places[change.Place % places.Count](change.Value());
            using var function = new FunctionUnderTest(type, Url);

            // SendAsync fails if API Gateway would reject the result. A defect of the proxy is a 500.
            return function.InvokeAsync(json).GetAwaiter().GetResult().Status is not 500;
        }
    }

    [Property(MaxTest = 500)]
    public Property F30_AnyBytes_AreAnsweredWithAValidResult() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        json => OnBothFunctions(function => function.InvokeAsync(json ?? []).GetAwaiter().GetResult().Status == 400));

    /// <summary>Returns every place in an event that can be set to a value.</summary>
    private static IEnumerable<Action<JsonNode?>> Places(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (var name in map.Select(property => property.Key).ToList())
            {
                yield return value => map[name] = value;
                foreach (var place in Places(map[name]))
                {
                    yield return place;
                }
            }
        }
        else if (node is JsonArray array)
        {
            for (var index = 0; index < array.Count; index++)
            {
                var at = index;
                yield return value => array[at] = value;
            }
        }
    }

    private static Gen<T[]> UpTo<T>(int length, Gen<T> item) =>
        Gen.Choose(0, length).SelectMany(count => Gen.ArrayOf(item, count));

    private static Arbitrary<(T1 First, T2 Second, T3 Third)> Tuples<T1, T2, T3>(
        Gen<T1> first,
        Gen<T2> second,
        Gen<T3> third
    ) => first.SelectMany(one => second.SelectMany(two => third.Select(three => (one, two, three)))).ToArbitrary();

    private bool OnBoth(Request request, Func<Result, bool> check) =>
        OnBothFunctions(function => check(function.SendAsync(request).GetAwaiter().GetResult()));

    private bool OnBothFunctions(Func<FunctionUnderTest, bool> check)
    {
        foreach (var type in new[] { EventType.Rest, EventType.Http })
        {
            received.Clear();
            using var function = new FunctionUnderTest(type, Url);
            if (!check(function))
            {
                return false;
            }
        }

        return true;
    }
}
