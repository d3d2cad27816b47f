using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.SecretsManager;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>
/// Resolves <c>{{resolve:secretsmanager:id:SecretString:key:stage:version}}</c>, where everything after the id is
/// optional. CloudFormation reads the secret when it creates the resource and when it changes the property. About a
/// change of another property, AWS's pages contradict each other:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html says that
/// CloudFormation reads the secret, and https://repost.aws/knowledge-center/cloudformation-stack-update-secrets says
/// that it does not. The rehearsal does not, so that no test depends on it.
/// </summary>
internal sealed partial class DynamicReference(Secrets secrets)
{
    private const string Id = "(?<id>arn:aws:secretsmanager:[^:]+:[^:]+:secret:[^:}]+|[^:}]+)";
    private const string Version = "(:(?<stage>[^:}]*)(:(?<version>[^:}]*))?)?";

    /// <summary>Returns the properties with secrets.</summary>
    /// <param name="properties">All evaluated properties of a resource.</param>
    /// <param name="before">
    /// The resource to change, or null. A property that does not change keeps the secrets that it has.
    /// </param>
    /// <exception cref="AwsException">A secret does not exist, or a reference has another form.</exception>
    public JsonObject Resolve(JsonObject properties, StackResource? before = null) =>
        new(properties.Select(property => KeyValuePair.Create(
            property.Key,
            before is not null && JsonNode.DeepEquals(before.Evaluated[property.Key], property.Value)
                ? before.Applied[property.Key]?.DeepClone()
                : Value(property.Value))));

    private JsonNode? Value(JsonNode? part) => part switch
    {
        JsonObject members => members.ToJsonObject(Value),
        JsonArray items => items.ToJsonArray(Value),
        JsonValue text when text.GetValueKind() == JsonValueKind.String =>
            Any().Replace((string)text!, match => Secret(match.Value)),
        _ => part?.DeepClone(),
    };

    private string Secret(string reference)
    {
        var match = SecretsManager().Match(reference);
        AwsException.Require(
            match.Success,
            $"Incorrect format is used in the following dynamic reference: [{reference}]");

        // The rehearsal keeps only the current version.
        AwsException.Require(
            match.Groups["stage"].Value is "" or "AWSCURRENT" && match.Groups["version"].Value.Length == 0,
            "Secrets Manager can't find the specified secret value for staging label or version.",
            "ResourceNotFoundException");
        var secret = secrets.Get(match.Groups["id"].Value);
        return match.Groups["key"].Value is { Length: > 0 } key ? secret.Get(key) : secret.Value;
    }

    [GeneratedRegex("\\{\\{resolve:[^}]*\\}\\}")]
    private static partial Regex Any();

    [GeneratedRegex($"^\\{{\\{{resolve:secretsmanager:{Id}(:SecretString(:(?<key>[^:}}]*){Version})?)?\\}}\\}}$")]
    private static partial Regex SecretsManager();
}
