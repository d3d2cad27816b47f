using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.Iam;

/// <summary>Represents an IAM role.</summary>
/// <param name="Properties">The properties from CloudFormation.</param>
internal sealed record Role(string Arn, JsonObject Properties)
{
    /// <summary>Checks whether an inline policy of the role allows an action on any resource.</summary>
    public bool Allows(string action) =>
        (Properties["Policies"]?.AsArray() ?? [])
            .SelectMany(policy => policy!["PolicyDocument"]!["Statement"]!.AsArray())
            .Any(statement => (string?)statement!["Effect"] == "Allow" && statement["Action"] switch
            {
                JsonArray actions => actions.Any(allowed => (string?)allowed == action),
                var single => (string?)single == action,
            });
}
