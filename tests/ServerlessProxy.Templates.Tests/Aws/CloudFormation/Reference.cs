using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>Represents a reference in a template.</summary>
/// <param name="Name">The name of a resource, parameter or pseudo parameter.</param>
/// <param name="Attribute">The attribute of the resource; null for <c>Ref</c>.</param>
internal sealed partial record Reference(string Name, string? Attribute)
{
    /// <summary>Returns all references in a part of a template.</summary>
    public static IEnumerable<Reference> In(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } function when Of(function.First()) is { } found => found,
        JsonObject members => members.SelectMany(member => In(member.Value)),
        JsonArray items => items.SelectMany(In),
        _ => [],
    };

    /// <summary>Reads the argument of <c>Fn::GetAtt</c>: two texts, or one with a dot.</summary>
    public static Reference GetAtt(JsonNode? value) => value switch
    {
        JsonArray { Count: 2 } pair => new((string)pair[0]!, (string)pair[1]!),
        JsonValue text when ((string)text!).Split('.', 2) is [var name, var attribute] => new(name, attribute),
        _ => throw AwsException.Validation("Template error: every Fn::GetAtt object requires two non-empty parameters, "
            + "the resource name and the resource attribute"),
    };

    /// <summary>Reads a variable of <c>Fn::Sub</c>: a name, optionally with a dot and an attribute.</summary>
    public static Reference Variable(string text) =>
        text.Split('.', 2) is [var name, var attribute] ? new(name, attribute) : new(text, null);

    /// <summary>Matches the variables in the text of <c>Fn::Sub</c>, and literals that start with <c>!</c>.</summary>
    [GeneratedRegex("\\$\\{(?<literal>!)?(?<name>[^}]*)\\}")]
    public static partial Regex Variables();

    private static IEnumerable<Reference>? Of(KeyValuePair<string, JsonNode?> function) => function.Key switch
    {
        "Ref" => [new((string)function.Value!, null)],
        "Fn::GetAtt" => [GetAtt(function.Value)],
        "Fn::Sub" => InSub(function.Value),
        _ => null,
    };

    private static IEnumerable<Reference> InSub(JsonNode? value)
    {
        var (text, variables) = value is JsonArray { Count: 2 } pair
            ? ((string)pair[0]!, pair[1]!.AsObject())
            : ((string)value!, []);
        return Variables().Matches(text)
            .Where(match => !match.Groups["literal"].Success && !variables.ContainsKey(match.Groups["name"].Value))
            .Select(match => Variable(match.Groups["name"].Value))
            .Concat(variables.SelectMany(variable => In(variable.Value)));
    }
}
