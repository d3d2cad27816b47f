using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Iam;

/// <summary>A role of IAM's.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Properties">Its properties, as CloudFormation has them.</param>
internal sealed record Role(string Arn, JsonObject Properties)
{
    /// <summary>Whether a policy in the role itself allows an action, on some resource.</summary>
    public bool Allows(string action) =>
        (Properties["Policies"]?.AsArray() ?? [])
            .SelectMany(policy => policy!["PolicyDocument"]!["Statement"]!.AsArray())
            .Any(statement => (string?)statement!["Effect"] == "Allow" && statement["Action"] switch
            {
                JsonArray actions => actions.Any(allowed => (string?)allowed == action),
                var single => (string?)single == action,
            });
}
