namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation;

/// <summary>A resource could not be made, changed or deleted.</summary>
/// <param name="logicalId">The resource.</param>
/// <param name="reason">Why.</param>
internal sealed class ResourceFailedException(string logicalId, string reason) : Exception($"{logicalId}: {reason}")
{
    /// <summary>The resource.</summary>
    public string LogicalId { get; } = logicalId;
}
