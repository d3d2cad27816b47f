using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.ApiGateway;

/// <summary>Checks the resource policy of a REST API.</summary>
internal static class ResourcePolicy
{
    private const int MaximumLength = 8192;

    /// <summary>Checks a policy: an object, its text, or null. osls sends an empty text to remove a policy.</summary>
    /// <exception cref="AwsException">The policy is too long or invalid.</exception>
    public static void Check(JsonNode? policy)
    {
        var text = (policy is JsonObject ? policy.ToJsonString() : policy?.ToString()) ?? "";
        AwsException.RequireForGateway(
            text.Length == 0 || (text.Length <= MaximumLength && IsPolicy(text)),
            "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.");
    }

    private static bool IsPolicy(string text)
    {
        try
        {
            var statements = JsonNode.Parse(text)!["Statement"];
            return (statements is JsonArray several ? several.ToList() : [statements]) is { Count: > 0 } all
                && all.TrueForAll(statement => IsStatement(statement!.AsObject()));
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or NullReferenceException)
        {
            return false;
        }
    }

    private static bool IsStatement(JsonObject statement) =>
        (string?)statement["Effect"] is "Allow" or "Deny"
        && statement["Principal"] is not null
        && Texts(statement["Action"]) is [_, ..] actions
        && actions.TrueForAll(action => action == "*" || action.StartsWith("execute-api:", StringComparison.Ordinal))
        && Texts(statement["Resource"]) is [_, ..] resources
        && resources.TrueForAll(resource =>
            resource.StartsWith("execute-api:", StringComparison.Ordinal)
            || resource.StartsWith("arn:aws:execute-api:", StringComparison.Ordinal))
        && (statement["Condition"]?.AsObject() ?? []).All(condition =>
            condition.Key is not ("IpAddress" or "NotIpAddress")
            || condition.Value!.AsObject().All(key => Texts(key.Value).TrueForAll(IsRange)));

    private static bool IsRange(string text) => IPAddress.TryParse(text, out _) || IPNetwork.TryParse(text, out _);

    private static List<string> Texts(JsonNode? node) => node switch
    {
        JsonArray items => items.Select(item => (string)item!).ToList(),
        JsonValue text => [(string)text!],
        _ => [],
    };
}
