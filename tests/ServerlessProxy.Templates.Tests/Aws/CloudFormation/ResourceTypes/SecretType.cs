using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.SecretsManager;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::SecretsManager::Secret</c>.</summary>
internal sealed class SecretType() : ResourceType("AWS::SecretsManager::Secret")
{
    /// <inheritdoc/>
    protected override string[] Optional =>
        ["Description", "GenerateSecretString", "KmsKeyId", "Name", "ReplicaRegions", "SecretString", "Tags", "Type"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["Name"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["Id"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var secret = request.Account.Secrets.Create(
            request["Name"] ?? AwsName.Generated(request.Stack.Name, request.LogicalId),
            Value(request));
        return new PhysicalResource(secret.Arn, new Dictionary<string, string> { ["Id"] = secret.Arn });
    }

    /// <inheritdoc/>
    public override PhysicalResource Update(ResourceRequest request, StackResource resource)
    {
        // A change of how it is generated generates it anew; a change of anything else leaves the value alone.
        if (
            new[] { "GenerateSecretString", "SecretString" }.Any(property =>
                !JsonNode.DeepEquals(request.Properties[property], resource.Applied[property])))
        {
            request.Account.Secrets.Get(resource.PhysicalId).Value = Value(request);
        }

        return base.Update(request, resource);
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.Secrets.Delete(resource.PhysicalId);

    private static string Value(ResourceRequest request) =>
        (request.Properties["GenerateSecretString"], request["SecretString"]) switch
        {
            ({ }, { }) => throw AwsException.Validation(
                "You can't specify both SecretString and GenerateSecretString."),
            ({ } how, null) => RandomPassword.Generate(how.AsObject()),
            (null, { } value) => value,
            _ => RandomPassword.Generate([]),
        };
}
