namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::S3::BucketPolicy</c>.</summary>
internal sealed class BucketPolicyType() : ResourceType("AWS::S3::BucketPolicy")
{
    /// <inheritdoc/>
    protected override string[] Required => ["Bucket", "PolicyDocument"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["Bucket"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request) =>
        new(request.Account.Buckets.Get(request["Bucket"]!).Name);
}
