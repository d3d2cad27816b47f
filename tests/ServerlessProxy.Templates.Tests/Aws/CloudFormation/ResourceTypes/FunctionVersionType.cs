using System.Globalization;

namespace ServerlessProxy.Templates.Tests.Aws.CloudFormation.ResourceTypes;

/// <summary><c>AWS::Lambda::Version</c>: publishes the function as it is.</summary>
internal sealed class FunctionVersionType() : ResourceType("AWS::Lambda::Version")
{
    /// <inheritdoc/>
    protected override string[] Required => ["FunctionName"];

    /// <inheritdoc/>
    protected override string[] Optional =>
        ["CodeSha256", "Description", "ProvisionedConcurrencyConfig", "RuntimePolicy"];

    /// <inheritdoc/>
    protected override string[] CreateOnly => ["FunctionName"];

    /// <inheritdoc/>
    protected override string[] Attributes => ["FunctionArn", "Version"];

    /// <inheritdoc/>
    public override PhysicalResource Create(ResourceRequest request)
    {
        var function = request.Account.Functions.Get(request["FunctionName"]!);
        if (request["CodeSha256"] is { } expected && expected != function.Code.Sha256)
        {
            throw AwsException.Validation(
                $"CodeSHA256 ({expected}) is different from current CodeSHA256 in $LATEST ({function.Code.Sha256}). Please try again with the CodeSHA256 in $LATEST."
            );
        }

        var number = function.Publish().Number.ToString(CultureInfo.InvariantCulture);
        var arn = $"{function.Arn}:{number}";
        return new PhysicalResource(
            arn,
            new Dictionary<string, string> { ["FunctionArn"] = arn, ["Version"] = number });
    }

    /// <inheritdoc/>
    public override void Delete(ResourceRequest request, StackResource resource) =>
        request.Account.Functions.Get(resource.PhysicalId).DeleteVersion(resource.Attributes["Version"]);
}
