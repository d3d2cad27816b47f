using ServerlessProxy.Templates.Tests.Aws.ApiGateway;
using ServerlessProxy.Templates.Tests.Aws.ApiGatewayV2;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation;
using ServerlessProxy.Templates.Tests.Aws.Lambda;
using ServerlessProxy.Templates.Tests.Aws.Protocol;
using ServerlessProxy.Templates.Tests.Aws.S3;
using ServerlessProxy.Templates.Tests.Aws.Services;
using ServerlessProxy.Templates.Tests.Aws.Sqs;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>Represents a region: the account and the services.</summary>
internal sealed class AwsRegion
{
    public AwsRegion(string name)
    {
        Account = new AwsAccount(name);
        Services =
        [
            new StsService(),
            new S3Service(Account),
            new CloudFormationService(Account),
            new LambdaService(Account),
            new ApiGatewayV2Service(Account),
            new ApiGatewayService(Account),
            new EcrService(),
            new LogsService(Account),
            new SqsService(Account),
        ];
    }

    public AwsAccount Account { get; }
    public IReadOnlyList<AwsService> Services { get; }
}
