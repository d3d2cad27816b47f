using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>
/// Evaluates a template's conditions:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html.
/// </summary>
/// <param name="section">The template's section.</param>
/// <param name="parameters">The parameters' values.</param>
internal sealed class Conditions(JsonObject section, IReadOnlyDictionary<string, string> parameters)
{
    /// <summary>
    /// Returns the template without conditions: with the chosen branch of every <c>Fn::If</c>, and without the
    /// resources and outputs that a condition excludes.
    /// </summary>
    public JsonObject Choose(JsonObject template)
    {
        template.Remove("Conditions");
        foreach (var part in new[] { "Resources", "Outputs" }.Select(name => template[name]).OfType<JsonObject>())
        {
            var excluded = part.Where(item => item.Value!["Condition"] is { } name && !Holds((string)name!)).ToList();
            excluded.ForEach(item => part.Remove(item.Key));
        }

        var chosen = Chosen(template)!.AsObject();
        foreach (var (_, resource) in chosen["Resources"]!.AsObject())
        {
            resource!.AsObject().Remove("Condition");
            if (resource["DependsOn"] is { } dependencies)
            {
                // CloudFormation ignores a dependency on an excluded resource.
                resource["DependsOn"] = (dependencies as JsonArray ?? [dependencies.DeepClone()])
                    .Where(name => chosen["Resources"]![(string)name!] is not null)
                    .ToJsonArray(name => name!.DeepClone());
            }
        }

        return chosen;
    }

    private bool Holds(string name) => Evaluate(section[name]);

    private bool Evaluate(JsonNode? condition) => condition!.AsObject().Single() switch
    {
        { Key: "Condition", Value: { } name } => Holds((string)name!),
        { Key: "Fn::Equals", Value: JsonArray { Count: 2 } values } => Text(values[0]) == Text(values[1]),
        { Key: "Fn::Not", Value: JsonArray { Count: 1 } one } => !Evaluate(one[0]),
        var (function, _) => throw AwsException.Validation(
            $"Template error: the rehearsal does not support {function} in a condition."),
    };

    private string Text(JsonNode? value) => value switch
    {
        JsonObject { Count: 1 } reference when (string?)reference["Ref"] is { } name => parameters[name],
        JsonValue text when text.GetValueKind() == JsonValueKind.String => (string)text!,
        _ => throw AwsException.Validation(
            "Template error: every Fn::Equals object requires a list of 2 string parameters."),
    };

    private JsonNode? Chosen(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } function when function["Fn::If"] is JsonArray branches =>
            Chosen(branches[Holds((string)branches[0]!) ? 1 : 2]),
        JsonObject members => members.ToJsonObject(Chosen),
        JsonArray items => items.ToJsonArray(Chosen),
        _ => node?.DeepClone(),
    };
}
