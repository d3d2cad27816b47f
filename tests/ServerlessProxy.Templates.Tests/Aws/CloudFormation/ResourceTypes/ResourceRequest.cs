using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary>A request to create, change or delete a resource.</summary>
/// <param name="Account">The account.</param>
/// <param name="Stack">The resource's stack.</param>
/// <param name="LogicalId">The resource's name in the template.</param>
/// <param name="Properties">The evaluated properties, including secrets.</param>
/// <param name="Existing">The resource to change or delete; null to create one.</param>
internal sealed record ResourceRequest(
    AwsAccount Account,
    Stack Stack,
    string LogicalId,
    JsonObject Properties,
    StackResource? Existing = null)
{
    /// <summary>The physical id of the resource to change or delete.</summary>
    public string Id => Existing!.PhysicalId;

    /// <summary>Returns a property as text.</summary>
    public string? this[string property] => Properties[property]?.ToString();

    /// <summary>Returns the items of a list; a missing list is empty.</summary>
    public JsonArray List(string property) => Properties[property]?.AsArray() ?? [];

    /// <summary>Checks whether a property is true.</summary>
    public bool IsTrue(string property) => this[property]?.ToLowerInvariant() == "true";

    /// <summary>Returns the name in the properties, or a generated name.</summary>
    public string NameOr(string property, int maximum = 64) => this[property] ?? GeneratedName(maximum);

    /// <summary>Returns a name as CloudFormation generates it.</summary>
    public string GeneratedName(int maximum = 128) => AwsName.Generated(Stack.Name, LogicalId, maximum);

    /// <summary>Returns an ARN in the account's region.</summary>
    public string Arn(string service, string resource) =>
        $"arn:aws:{service}:{Account.Region}:{AwsAccount.Id}:{resource}";

    /// <summary>Returns a numeric property, or a default.</summary>
    public double Number(string property, double otherwise) => AwsJson.Number(Properties[property]) ?? otherwise;

    /// <summary>Requires that a property is missing or a number in a range.</summary>
    /// <exception cref="AwsException">The property is out of range.</exception>
    public void RequireRange(string property, double least, double most) => AwsException.Require(
        Number(property, least) is var number && number >= least && number <= most,
        $"Invalid value for the parameter {property}. It must be {least} to {most}.");
}
