namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::S3::Bucket</c>.</summary>
internal sealed class BucketType() : ResourceType("AWS::S3::Bucket")
{
    /// <inheritdoc/>
    protected override string[] Optional =>
        ["BucketName", "BucketEncryption", "AccelerateConfiguration", "LifecycleConfiguration", "LoggingConfiguration", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags", "VersioningConfiguration"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["BucketName"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["Arn", "DomainName", "RegionalDomainName"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var name = request.Account.Buckets.Create(request.NameOr("BucketName", 63).ToLowerInvariant()).Name;
        return new PhysicalResource(name, new Dictionary<string, string>
        {
            ["Arn"] = $"arn:aws:s3:::{name}",
            ["DomainName"] = $"{name}.s3.amazonaws.com",
            ["RegionalDomainName"] = $"{name}.s3.{request.Account.Region}.amazonaws.com",
        });
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.Buckets.Delete(resource.PhysicalId);
}
