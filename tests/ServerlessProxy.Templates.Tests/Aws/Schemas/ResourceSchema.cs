using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.CloudFormationSchema;

/// <summary>Checks resources against CloudFormation's schema of a type.</summary>
/// <param name="type">The type, or the type of a nested property.</param>
internal sealed class ResourceSchema(JsonElement type)
{
    /// <summary>The attributes of <c>Fn::GetAtt</c>.</summary>
    public IEnumerable<string> Attributes =>
        type.GetProperty("attributes").EnumerateObject().Select(attribute => attribute.Name);

    private IEnumerable<JsonProperty> Properties => type.GetProperty("properties").EnumerateObject();

    /// <summary>Checks whether a change requires a new resource.</summary>
    public bool RequiresReplacement(JsonObject before, JsonObject after) => Properties.Any(property =>
        property.Value.TryGetProperty("causesReplacement", out var causes)
        && causes.GetString() == "yes"
        && !JsonNode.DeepEquals(before[property.Name], after[property.Name]));

    /// <summary>
    /// Returns a line for each missing or unknown property, and for each value of a wrong type.
    /// </summary>
    /// <param name="values">The properties.</param>
    /// <param name="isEvaluated">
    /// Whether the values are those that the service gets. CloudFormation then converts between text, numbers and
    /// booleans. Otherwise, a function has any type.
    /// </param>
    /// <param name="path">The path of the properties in the resource.</param>
    public IEnumerable<string> Problems(JsonObject values, bool isEvaluated, string path = "#") =>
    [
        .. Properties
            .Where(property => property.Value.TryGetProperty("required", out var required) && required.GetBoolean())
            .Where(property => IsMissing(values[property.Name]))
            .Select(property => $"{path}: required key [{property.Name}] not found"),
        .. values.Where(value => !isEvaluated || value.Value is not null).SelectMany(value =>
            type.GetProperty("properties").TryGetProperty(value.Key, out var property)
                ? Problems(property.GetProperty("type"), value.Value, isEvaluated, $"{path}/{value.Key}")
                : [$"{path}: extraneous key [{value.Key}] is not permitted"]),
    ];

    private static IEnumerable<string> Problems(JsonElement type, JsonNode? value, bool isEvaluated, string path)
    {
        if (!isEvaluated && value is JsonObject { Count: 1 } function
            && function.First().Key is "Ref" or ['F', 'n', ':', ':', ..])
        {
            return [];
        }

        return (type.GetProperty("type").GetString(), value) switch
        {
            ("union", _) => type.GetProperty("types").EnumerateArray()
                .Select(each => Problems(each, value, isEvaluated, path).ToList())
                .MinBy(problems => problems.Count)!,
            ("ref", JsonObject values) => ResourceSchemas.Nested(type).Problems(values, isEvaluated, path),
            ("array", JsonArray items) => items.SelectMany(
                (item, index) => Problems(type.GetProperty("element"), item, isEvaluated, $"{path}/{index}")),
            ("map", JsonObject values) => values.SelectMany(each =>
                Problems(type.GetProperty("element"), each.Value, isEvaluated, $"{path}/{each.Key}")),
            ("tag", JsonObject tag) => tag.Select(each => each.Key).Order().SequenceEqual(["Key", "Value"])
                ? []
                : [$"{path}: a tag must have a Key and a Value"],
            (var scalar, _) when !IsOf(scalar!, value, isEvaluated) =>
                [$"{path}: expected type: {scalar}, found: {value?.ToJsonString() ?? "null"}"],
            _ when !isEvaluated || IsAllowed(type, value!) => [],
            _ => [$"{path}: {value} is not a valid enum value"],
        };
    }

    private static bool IsOf(string type, JsonNode? value, bool isEvaluated) => (type, value?.GetValueKind()) switch
    {
        ("json", not null) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value!.AsValue().TryGetValue<int>(out _),
        ("number", JsonValueKind.Number) => true,
        ("string" or "date-time", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.String) => isEvaluated && bool.TryParse((string)value!, out _),
        ("integer", JsonValueKind.String) =>
            isEvaluated && long.TryParse((string)value!, CultureInfo.InvariantCulture, out _),
        ("number", JsonValueKind.String) =>
            isEvaluated && double.TryParse((string)value!, CultureInfo.InvariantCulture, out _),
        ("string", JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) => isEvaluated,
        _ => false,
    };

    private static bool IsAllowed(JsonElement type, JsonNode value) =>
        !type.TryGetProperty("allowedValues", out var allowed)
        || allowed.EnumerateArray().Any(each => each.ToString() == value.ToString());

    private static bool IsMissing(JsonNode? value) =>
        value is null || (value is JsonObject { Count: 1 } reference && (string?)reference["Ref"] == "AWS::NoValue");
}
