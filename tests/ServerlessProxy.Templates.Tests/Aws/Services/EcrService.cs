using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.Services;

/// <summary>Implements Amazon ECR for an account without repositories.</summary>
internal sealed class EcrService : JsonService
{
    public EcrService()
        : base("ecr", ServiceModel.Load("ecr-2015-09-21")) =>
        Serve("DescribeRepositories", request => throw new AwsException(
            400,
            "RepositoryNotFoundException",
            $"The repository with name '{request.Json["repositoryNames"]?[0]}' does not exist in the registry with id "
            + $"'{AwsAccount.Id}'"));
}
