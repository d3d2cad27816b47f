using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Evaluates a template's functions on a stack's resources.</summary>
/// <param name="stack">The stack.</param>
internal sealed class Evaluator(Stack stack)
{
    private static readonly JsonNode NoValue = JsonValue.Create(PseudoParameters.NoValue);

    /// <summary>A part of a template, evaluated.</summary>
    /// <exception cref="AwsException">A function is given what it does not take.</exception>
    public JsonObject Evaluate(JsonObject part) => Value(part)!.AsObject();

    /// <summary>A text of a template, evaluated.</summary>
    /// <exception cref="AwsException">It is no text.</exception>
    public string Text(JsonNode? part) =>
        Value(part) switch
        {
            JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value
                .ToString()
                .ToLowerInvariant(),
            JsonValue value when !ReferenceEquals(value, NoValue) => value.ToString(),
            _ => throw AwsException.Validation("Template error: a function was given what is no string."),
        };

    private JsonNode? Value(JsonNode? part) =>
        part switch
        {
            JsonObject { Count: 1 } function
                when function.First()
                    is { Key: "Ref" or "Fn::GetAtt" or "Fn::Join" or "Fn::Sub" or "Fn::Select" or "Fn::Split" } call =>
                Call(call.Key, call.Value),
            JsonObject members => new JsonObject(
                members
                    .Select(member => KeyValuePair.Create(member.Key, Value(member.Value)))
                    .Where(member => !ReferenceEquals(member.Value, NoValue))),
            JsonArray items => new JsonArray(
                items.Select(Value).Where(item => !ReferenceEquals(item, NoValue)).ToArray()),
            _ => part?.DeepClone(),
        };

    private JsonNode? Call(string function, JsonNode? argument) =>
        function switch
        {
            "Ref" when (string?)argument == PseudoParameters.NoValue => NoValue,
            "Ref" => Resolve(new Reference((string)argument!, null)),
            "Fn::GetAtt" => Resolve(Reference.GetAtt(argument)),
            "Fn::Join" => string.Join((string)argument![0]!, List(argument[1]).Select(Text)),
            "Fn::Split" => new JsonArray(
                Text(argument![1]).Split((string)argument[0]!).Select(item => (JsonNode)item).ToArray()),
            "Fn::Select" => Select(int.Parse(Text(argument![0]), CultureInfo.InvariantCulture), List(argument[1])),
            _ => Sub(argument),
        };

    private string Resolve(Reference reference)
    {
        if (stack.Resources.TryGetValue(reference.Name, out var resource))
        {
            return reference.Attribute is null ? resource.PhysicalId
                : resource.Attributes.TryGetValue(reference.Attribute, out var value) ? value
                : throw AwsException.Validation(
                    $"Template error: resource {reference.Name} does not support attribute type {reference.Attribute} in Fn::GetAtt"
                );
        }

        return PseudoParameters.Value(reference.Name, stack)
            ?? stack.Parameters.GetValueOrDefault(reference.Name)
            ?? throw AwsException.Validation($"Parameters: [{reference.Name}] must have values");
    }

    private string Sub(JsonNode? argument)
    {
        var (text, own) = argument is JsonArray pair
            ? ((string)pair[0]!, pair[1]!.AsObject())
            : ((string)argument!, []);
        return Reference
            .Variables()
            .Replace(
                text,
                match =>
                {
                    var name = match.Groups["name"].Value;
                    return match.Groups["literal"].Success ? $"${{{name}}}"
                        : own.TryGetPropertyValue(name, out var value) ? OwnText(value)
                        : Resolve(Reference.Variable(name));
                });
    }

    private string OwnText(JsonNode? value) =>
        value is JsonObject || value?.GetValueKind() == JsonValueKind.String
            ? Text(value)
            : throw AwsException.Validation(
                "Template error: every value of the context object of every Fn::Sub object must be a string or a function that returns a string"
            );

    private static JsonNode? Select(int index, List<JsonNode?> items) => index >= 0 && index < items.Count
        ? items[index]?.DeepClone()
        : throw AwsException.Validation($"Template error: Fn::Select cannot select nonexistent value at index {index}");

    private List<JsonNode?> List(JsonNode? part) =>
        Value(part) is JsonArray items
            ? items.ToList()
            : throw AwsException.Validation("Template error: a function was given what is no list.");
}
