using System.Text;
using System.Text.Json;

namespace ServerlessProxy;

/// <summary>Requests with the same key are delivered in the order of their arrival.</summary>
public sealed class OrderKey
{
    /// <summary>Keeps no order.</summary>
    public static readonly OrderKey None = new(null);

    /// <summary>The repository's name in the body of a webhook: GitHub, Gitea and Bitbucket; GitLab.</summary>
    private static readonly string[][] RepositoryPaths =
    [
        ["repository", "full_name"],
        ["project", "path_with_namespace"],
    ];

    /// <summary>The header with the key; empty for the repository, and null for none.</summary>
    private readonly string? header;

    private OrderKey(string? header) => this.header = header;

    /// <summary>Parses <c>ORDER_BY</c>: <c>repository</c>, <c>header:</c> with the name of a header, or
    /// nothing.</summary>
    /// <exception cref="ConfigurationException">It is something else.</exception>
    public static OrderKey Parse(string? text) => text switch
    {
        null or "" => None,
        "repository" => new OrderKey(""),
        _ when text.StartsWith("header:", StringComparison.Ordinal) && text.Length > 7 => new OrderKey(text[7..]),
        _ => throw new ConfigurationException(
            "ORDER_BY",
            $"\"{text}\" is not supported. Use repository, or header: with a name, such as header:X-Project."),
    };

    /// <summary>Returns the key of a request; null if it has none and keeps no order.</summary>
    public string? Of(GatewayRequest request)
    {
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

    /// <summary>Returns the JSON of the body. GitHub can send it as the form field <c>payload</c>.</summary>
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
