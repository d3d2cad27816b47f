using System.Text;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>What the requests that are delivered in the order of their arrival have in common.</summary>
public sealed class OrderKey
{
    /// <summary>Nothing: no request waits for another.</summary>
    public static readonly OrderKey None = new(null);

    /// <summary>Where the body of a webhook names its repository: GitHub, Gitea and Bitbucket; GitLab.</summary>
    private static readonly string[][] RepositoryPaths =
    [
        ["repository", "full_name"],
        ["project", "path_with_namespace"],
    ];

    private readonly string? header;

    private OrderKey(string? header) => this.header = header;

    /// <summary>The repository that the body names.</summary>
    private static OrderKey Repository { get; } = new("");

    /// <summary>Reads <c>ORDER_BY</c>: <c>repository</c>, <c>header:</c> and a header field's name, or
    /// nothing.</summary>
    /// <exception cref="ConfigurationException">It is neither.</exception>
    public static OrderKey Parse(string? text) =>
        text switch
        {
            null or "" => None,
            "repository" => Repository,
            _ when text.StartsWith("header:", StringComparison.Ordinal) && text.Length > 7 => new OrderKey(text[7..]),
            _ => throw new ConfigurationException(
                "ORDER_BY",
                "must be repository, or header: and the name of a header field"),
        };

    /// <summary>The key of a request; null if it has none, so that it keeps no order.</summary>
    public string? Of(GatewayRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        var key = header switch
        {
            null => null,
            "" => RepositoryOf(request),
            _ => HeaderField.Of(request, header),
        };
        return string.IsNullOrEmpty(key) ? null : DeliveryId.Fitting(key);
    }

    private static string? RepositoryOf(GatewayRequest request)
    {
        try
        {
            using var json = JsonDocument.Parse(Json(request));
            return RepositoryPaths
                .Select(path => Find(json.RootElement, path))
                .FirstOrDefault(name => name is not null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The body; with GitHub's content type <c>application/x-www-form-urlencoded</c> it is the value of
    /// <c>payload</c>.</summary>
    private static ReadOnlyMemory<byte> Json(GatewayRequest request)
    {
        var body = request.Body.AsMemory();
        const string form = "application/x-www-form-urlencoded";
        return
            HeaderField.Of(request, "Content-Type") is { } type
            && type.StartsWith(form, StringComparison.OrdinalIgnoreCase)
            && body.Span.StartsWith("payload="u8)
            ? Encoding.UTF8.GetBytes(
                Uri.UnescapeDataString(Encoding.UTF8.GetString(body.Span[8..]).Split('&')[0].Replace('+', ' ')))
            : body;
    }

    private static string? Find(JsonElement element, string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }
}
