using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.SecretsManager;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary><c>{{resolve:secretsmanager:id:SecretString:key:stage:version}}</c>, of which all but the id may be missing.
/// CloudFormation looks the secret up when it makes the resource that holds this, and when it changes the property that does. AWS tells two things of a change of
/// other properties: that it is enough (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html), and that the value is
/// not looked up (https://repost.aws/knowledge-center/cloudformation-stack-update-secrets). Here it is not, so that nothing rests on the first.</summary>
/// <param name="secrets">The account's secrets.</param>
internal sealed partial class DynamicReference(Secrets secrets)
{
    /// <summary>Properties with the secrets in place.</summary>
    /// <param name="properties">All of a resource's, evaluated.</param>
    /// <param name="before">The resource that gets them: a property that is as it was keeps the secrets that it has. Null for a new one.</param>
    /// <exception cref="AwsException">There is no such secret, or this is none of the forms.</exception>
    public JsonObject Resolve(JsonObject properties, StackResource? before = null) =>
        new(
            properties.Select(property =>
                KeyValuePair.Create(
                    property.Key,
                    before is not null && JsonNode.DeepEquals(before.Evaluated[property.Key], property.Value)
                        ? before.Applied[property.Key]?.DeepClone()
                        : Value(property.Value))));

    private JsonNode? Value(JsonNode? part) =>
        part switch
        {
            JsonObject members => new JsonObject(
                members.Select(member => KeyValuePair.Create(member.Key, Value(member.Value)))),
            JsonArray items => new JsonArray(items.Select(Value).ToArray()),
            JsonValue text when text.GetValueKind() == JsonValueKind.String => Any()
                .Replace((string)text!, match => Secret(match.Value)),
            _ => part?.DeepClone(),
        };

    private string Secret(string reference)
    {
        if (SecretsManager().Match(reference) is not { Success: true } match)
        {
            throw AwsException.Validation(
                $"Incorrect format is used in the following dynamic reference: [{reference}]");
        }

        // There are no versions but the current one.
        if (match.Groups["stage"].Value is not ("" or "AWSCURRENT") || match.Groups["version"].Value.Length > 0)
        {
            throw new AwsException(
                400,
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for staging label or version.");
        }

        var secret = secrets.Get(match.Groups["id"].Value);
        return match.Groups["key"].Value is { Length: > 0 } key ? secret.Get(key) : secret.Value;
    }

    [GeneratedRegex("\\{\\{resolve:[^}]*\\}\\}")]
    private static partial Regex Any();

    [GeneratedRegex(
        "^\\{\\{resolve:secretsmanager:(?<id>arn:aws:secretsmanager:[^:]+:[^:]+:secret:[^:}]+|[^:}]+)(:SecretString(:(?<key>[^:}]*)(:(?<stage>[^:}]*)(:(?<version>[^:}]*))?)?)?)?\\}\\}$"
    )]
    private static partial Regex SecretsManager();
}
