using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation;

namespace ServerlessProxy.Templates.Tests.CloudFormationSchema;

/// <summary>CloudFormation's resource schemas, as AWS publishes them for its CDK (the npm package <c>@aws-cdk/aws-service-spec</c>): properties that are required, that there are, their types, and
/// attributes.</summary>
internal static class ResourceSchemas
{
    private static readonly Lazy<(
        Dictionary<string, JsonElement> Resources,
        Dictionary<string, JsonElement> Types
    )> All = new(Read);

    /// <summary>One line for each property that a resource lacks, or should not have, or that is of another type, and for each attribute that there is none of.</summary>
    public static IReadOnlyList<string> Problems(JsonObject resources) =>
        [
            .. resources.SelectMany(resource =>
                All.Value.Resources.TryGetValue((string)resource.Value!["Type"]!, out var type)
                    ? OfProperties(type, resource.Value["Properties"]?.AsObject() ?? [], resource.Key)
                    : [$"{resource.Key}: {resource.Value["Type"]} is no type"]),
            .. Reference
                .In(resources)
                .Where(reference =>
                    reference.Attribute is not null
                    && resources[reference.Name] is { } target
                    && !HasAttribute((string)target["Type"]!, reference.Attribute))
                .Select(reference => $"{reference.Name}: has no attribute {reference.Attribute}"),
        ];

    private static bool HasAttribute(string type, string attribute) =>
        All.Value.Resources.TryGetValue(type, out var known)
        && (
            known.GetProperty("attributes").TryGetProperty(attribute, out _)
            || known.GetProperty("properties").TryGetProperty(attribute, out _));

    private static IEnumerable<string> OfProperties(JsonElement type, JsonObject values, string path)
    {
        var properties = type.GetProperty("properties")
            .EnumerateObject()
            .ToDictionary(property => property.Name, property => property.Value);
        return properties
            .Where(property =>
                property.Value.TryGetProperty("required", out var required)
                && required.GetBoolean()
                && (values[property.Key] is null || IsNoValue(values[property.Key])))
            .Select(property => $"{path}: lacks {property.Key}")
            .Concat(values.SelectMany(value => properties.TryGetValue(value.Key, out var property)
                ? OfValue(property.GetProperty("type"), value.Value, $"{path}.{value.Key}")
                : [$"{path}: has no property {value.Key}"]));
    }

    private static IEnumerable<string> OfValue(JsonElement type, JsonNode? value, string path)
    {
        // What a function gives is known when the stack is made.
        if (value is JsonObject { Count: 1 } function && function.First().Key is "Ref" or ['F', 'n', ':', ':', ..])
        {
            return [];
        }

        return (type.GetProperty("type").GetString(), value) switch
        {
            ("union", _) => type.GetProperty("types")
                .EnumerateArray()
                .Select(each => OfValue(each, value, path).ToList())
                .MinBy(problems => problems.Count)!,
            ("ref", JsonObject values) => OfProperties(
                All.Value.Types[type.GetProperty("reference").GetProperty("$ref").GetString()!],
                values,
                path),
            ("array", JsonArray items) => items.SelectMany(
                (item, index) => OfValue(type.GetProperty("element"), item, $"{path}[{index}]")),
            ("map", JsonObject values) => values.SelectMany(each =>
                OfValue(type.GetProperty("element"), each.Value, $"{path}.{each.Key}")),
            ("tag", JsonObject tag) => tag.Select(each => each.Key)
                .Order(StringComparer.Ordinal)
                .SequenceEqual(["Key", "Value"])
                ? []
                : [$"{path}: is no tag"],
            (var scalar, _) when IsOf(scalar!, value) => [],
            var (wanted, _) => [$"{path}: is {value?.ToJsonString() ?? "null"}, and should be of type {wanted}"],
        };
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("json", not null) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value!.AsValue().TryGetValue<int>(out _),
        ("number", JsonValueKind.Number) => true,
        ("string" or "date-time", JsonValueKind.String) => true,
        _ => false,
    };

    private static bool IsNoValue(JsonNode? value) =>
        value is JsonObject { Count: 1 } reference && (string?)reference["Ref"] == "AWS::NoValue";

    private static (Dictionary<string, JsonElement> Resources, Dictionary<string, JsonElement> Types) Read()
    {
        using var file = new GZipStream(
            File.OpenRead(Repository.In("node_modules", "@aws-cdk", "aws-service-spec", "db.json.gz")),
            CompressionMode.Decompress);
        using var database = JsonDocument.Parse(file);
        var schema = database.RootElement.GetProperty("schema");
        return (Entities("resource", "cloudFormationType"), Entities("typeDefinition", "$id"));

        Dictionary<string, JsonElement> Entities(string kind, string key) =>
            schema
                .GetProperty(kind)
                .GetProperty("entities")
                .EnumerateArray()
                .ToDictionary(entity => entity.GetProperty(key).GetString()!, entity => entity.Clone());
    }
}
