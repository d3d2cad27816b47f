using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.Services;

/// <summary>Amazon CloudWatch Logs: log groups, without filters.</summary>
internal sealed class LogsService : JsonService
{
    private readonly AwsAccount account;

    /// <summary>The service of an account.</summary>
    public LogsService(AwsAccount account)
        : base("logs", ServiceModel.Load("logs-2014-03-28"))
    {
        this.account = account;
        Serve("DescribeSubscriptionFilters", request => Existing(request) is not null ? new JsonObject { ["subscriptionFilters"] = new JsonArray() } : []);
        Serve("DeleteLogGroup", request =>
        {
            account.LogGroups.Remove(Existing(request));
            return AwsResponse.Empty(200);
        });
    }

    private string Existing(AwsRequest request) =>
        (string?)request.Json["logGroupName"] is { } name && account.LogGroups.Contains(name)
            ? name
            : throw new AwsException(400, "ResourceNotFoundException", "The specified log group does not exist.");
}
