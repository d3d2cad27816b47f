using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>What a resource is to be.</summary>
/// <param name="Account">Where.</param>
/// <param name="Stack">For which stack.</param>
/// <param name="LogicalId">Its name in the template.</param>
/// <param name="Properties">Its properties, secrets included.</param>
internal sealed record ResourceRequest(AwsAccount Account, Stack Stack, string LogicalId, JsonObject Properties)
{
    /// <summary>A text among the properties.</summary>
    public string? this[string property] => Properties[property]?.ToString();

    /// <summary>The name in the properties, or one that CloudFormation chooses.</summary>
    public string NameOr(string property, int maximum = 64) =>
        this[property] ?? AwsName.Generated(Stack.Name, LogicalId, maximum);
}
