using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation;

namespace ServerlessProxy.Templates.Tests.CloudFormationSchema;

/// <summary>
/// Reads CloudFormation's resource schemas, as AWS publishes them for its CDK in the npm package
/// <c>@aws-cdk/aws-service-spec</c>.
/// </summary>
internal static class ResourceSchemas
{
    private static readonly Lazy<(
        Dictionary<string, ResourceSchema> Resources,
        Dictionary<string, ResourceSchema> Types)> All = new(Read);

    /// <summary>Returns the schema of a type; null if AWS does not publish one.</summary>
    public static ResourceSchema? Find(string type) => All.Value.Resources.GetValueOrDefault(type);

    /// <summary>Returns the schema of a nested property.</summary>
    public static ResourceSchema Nested(JsonElement type) =>
        All.Value.Types[type.GetProperty("reference").GetProperty("$ref").GetString()!];

    /// <summary>Returns a line for each property and attribute that the schemas do not allow.</summary>
    public static IReadOnlyList<string> Problems(JsonObject resources) =>
    [
        .. resources.SelectMany(resource => Find(TypeOf(resource.Value!)) is { } schema
            ? schema.Problems(resource.Value!["Properties"]?.AsObject() ?? [], isEvaluated: false, resource.Key)
            : [$"{resource.Key}: {TypeOf(resource.Value!)} is not a type"]),
        .. Reference.In(resources)
            .Where(reference => reference.Attribute is not null && resources[reference.Name] is { } target
                && Find(TypeOf(target))?.Attributes.Contains(reference.Attribute) != true)
            .Select(reference => $"{reference.Name}: has no attribute {reference.Attribute}"),
    ];

    private static string TypeOf(JsonNode resource) => (string)resource["Type"]!;

    private static (Dictionary<string, ResourceSchema>, Dictionary<string, ResourceSchema>) Read()
    {
        using var file = new GZipStream(
            File.OpenRead(Repository.In("node_modules", "@aws-cdk", "aws-service-spec", "db.json.gz")),
            CompressionMode.Decompress);
        using var database = JsonDocument.Parse(file);
        var schema = database.RootElement.GetProperty("schema");
        return (Entities("resource", "cloudFormationType"), Entities("typeDefinition", "$id"));

        Dictionary<string, ResourceSchema> Entities(string kind, string key) =>
            schema.GetProperty(kind).GetProperty("entities").EnumerateArray().ToDictionary(
                entity => entity.GetProperty(key).GetString()!,
                entity => new ResourceSchema(entity.Clone()));
    }
}
