using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>A place in a template that stands for something else.</summary>
/// <param name="Name">A resource's, parameter's or pseudo parameter's name.</param>
/// <param name="Attribute">The resource's attribute; nothing, if it is what <c>Ref</c> gives.</param>
internal sealed partial record Reference(string Name, string? Attribute)
{
    /// <summary>Every reference in a part of a template.</summary>
    public static IEnumerable<Reference> In(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } function when Of(function.First()) is { } found => found,
        JsonObject members => members.SelectMany(member => In(member.Value)),
        JsonArray items => items.SelectMany(In),
        _ => [],
    };

    /// <summary>What <c>Fn::GetAtt</c> takes: two texts, or one with a dot in it.</summary>
    public static Reference GetAtt(JsonNode? value) =>
        value switch
        {
            JsonArray { Count: 2 } pair => new((string)pair[0]!, (string)pair[1]!),
            JsonValue text when ((string)text!).Split('.', 2) is [var name, var attribute] => new(name, attribute),
            _ => throw AwsException.Validation(
                "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute"
            ),
        };

    /// <summary>A variable of <c>Fn::Sub</c>: a name, or a name, a dot and an attribute.</summary>
    public static Reference Variable(string text) =>
        text.Split('.', 2) is [var name, var attribute] ? new(name, attribute) : new(text, null);

    /// <summary>The variables of a text for <c>Fn::Sub</c>; those with <c>!</c> are no variables.</summary>
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
        var (text, own) = value is JsonArray { Count: 2 } pair
            ? ((string)pair[0]!, pair[1]!.AsObject())
            : ((string)value!, []);
        return Variables()
            .Matches(text)
            .Where(match => !match.Groups["literal"].Success && !own.ContainsKey(match.Groups["name"].Value))
            .Select(match => Variable(match.Groups["name"].Value))
            .Concat(own.SelectMany(variable => In(variable.Value)));
    }
}
