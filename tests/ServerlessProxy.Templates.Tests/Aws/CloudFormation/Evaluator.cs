using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Evaluates the functions of a template with a stack's resources and parameters.</summary>
internal sealed class Evaluator(Stack stack)
{
    private const string NoValueName = "AWS::NoValue";

    private static readonly JsonNode NoValue = JsonValue.Create(NoValueName);

    public static IReadOnlyList<string> PseudoParameters { get; } =
    [
        "AWS::AccountId", NoValueName, "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId",
        "AWS::StackName", "AWS::URLSuffix",
    ];

    /// <summary>Evaluates a part of a template.</summary>
    /// <exception cref="AwsException">A function has an invalid argument.</exception>
    public JsonObject Evaluate(JsonObject part) => Value(part)!.AsObject();

    /// <summary>Evaluates a text.</summary>
    /// <exception cref="AwsException">The value is not a text, number or boolean.</exception>
    public string Text(JsonNode? part) => Value(part) switch
    {
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False =>
            value.ToString().ToLowerInvariant(),
        JsonValue value when !ReferenceEquals(value, NoValue) => value.ToString(),
        _ => throw AwsException.Validation("Template error: the argument of a function is not a string."),
    };

    private static JsonNode? Select(int index, List<JsonNode?> items) => index >= 0 && index < items.Count
        ? items[index]?.DeepClone()
        : throw AwsException.Validation($"Template error: Fn::Select cannot select nonexistent value at index {index}");

    private JsonNode? Value(JsonNode? part) => part switch
    {
        JsonObject { Count: 1 } function when function.First() is
        { Key: "Ref" or "Fn::GetAtt" or "Fn::Join" or "Fn::Sub" or "Fn::Select" or "Fn::Split" } call =>
            Call(call.Key, call.Value),
        JsonObject members => new JsonObject(members
            .Select(member => KeyValuePair.Create(member.Key, Value(member.Value)))
            .Where(member => !ReferenceEquals(member.Value, NoValue))),
        JsonArray items => items.Select(Value).Where(item => !ReferenceEquals(item, NoValue)).ToJsonArray(item => item),
        _ => part?.DeepClone(),
    };

    private JsonNode? Call(string function, JsonNode? argument) => function switch
    {
        "Ref" when (string?)argument == NoValueName => NoValue,
        "Ref" => Resolve(new Reference((string)argument!, null)),
        "Fn::GetAtt" => Resolve(Reference.GetAtt(argument)),
        "Fn::Join" => string.Join((string)argument![0]!, List(argument[1]).Select(Text)),
        "Fn::Split" => Text(argument![1]).Split((string)argument[0]!).ToJsonArray(item => item),
        "Fn::Select" => Select(int.Parse(Text(argument![0]), CultureInfo.InvariantCulture), List(argument[1])),
        _ => Sub(argument),
    };

    private string Resolve(Reference reference)
    {
        if (!stack.Resources.TryGetValue(reference.Name, out var resource))
        {
            return PseudoParameter(reference.Name)
                ?? stack.Parameters.GetValueOrDefault(reference.Name)
                ?? throw AwsException.Validation($"Parameters: [{reference.Name}] must have values");
        }

        return reference.Attribute is null ? resource.PhysicalId
            : resource.Attributes.TryGetValue(reference.Attribute, out var value) ? value
            : throw AwsException.Validation($"Template error: resource {reference.Name} does not support attribute "
                + $"type {reference.Attribute} in Fn::GetAtt");
    }

    private string? PseudoParameter(string name) => name switch
    {
        "AWS::AccountId" => AwsAccount.Id,
        "AWS::Partition" => "aws",
        "AWS::Region" => stack.Region,
        "AWS::StackId" => stack.Id,
        "AWS::StackName" => stack.Name,
        "AWS::URLSuffix" => "amazonaws.com",
        _ => null,
    };

    private string Sub(JsonNode? argument)
    {
        var (text, variables) = argument is JsonArray pair
            ? ((string)pair[0]!, pair[1]!.AsObject())
            : ((string)argument!, []);
        return Reference.Variables().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            return match.Groups["literal"].Success ? $"${{{name}}}"
                : variables.TryGetPropertyValue(name, out var value) ? VariableText(value)
                : Resolve(Reference.Variable(name));
        });
    }

    private string VariableText(JsonNode? value)
    {
        AwsException.Require(
            value is JsonObject || value?.GetValueKind() == JsonValueKind.String,
            "Template error: every value of the context object of every Fn::Sub object must be a string or a function "
            + "that returns a string");
        return Text(value);
    }

    private List<JsonNode?> List(JsonNode? part) => Value(part) is JsonArray items
        ? items.ToList()
        : throw AwsException.Validation("Template error: the argument of a function is not a list.");
}
