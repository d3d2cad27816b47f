using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.Services;

/// <summary>Implements CloudWatch Logs: log groups without subscriptions, and filters for one JSON field.</summary>
internal sealed partial class LogsService : JsonService
{
    private readonly AwsAccount account;

    public LogsService(AwsAccount account)
        : base("logs", ServiceModel.Load("logs-2014-03-28"))
    {
        this.account = account;
        Serve("DescribeSubscriptionFilters", DescribeSubscriptionFilters);
        Serve("FilterLogEvents", FilterLogEvents);
        Serve("DeleteLogGroup", DeleteLogGroup);
    }

    private JsonObject DescribeSubscriptionFilters(AwsRequest request)
    {
        Existing(request);
        return new JsonObject { ["subscriptionFilters"] = new JsonArray() };
    }

    private JsonObject FilterLogEvents(AwsRequest request)
    {
        var group = Existing(request);
        if (request.Json["nextToken"] is null)
        {
            // Each page covers a part of the log. On AWS, too, the first page can be empty.
            return new JsonObject { ["events"] = new JsonArray(), ["nextToken"] = "2" };
        }

        var filter = Filter().Match((string?)request.Json["filterPattern"] ?? "");
        AwsException.Require(filter.Success, "The rehearsal supports only filters for one field.");
        var found = account.LogEvents.GetValueOrDefault(group, []).Where(line =>
            (string?)JsonNode.Parse(line)![filter.Groups["field"].Value] == filter.Groups["value"].Value);
        return new JsonObject { ["events"] = found.ToJsonArray(line => new JsonObject { ["message"] = line }) };
    }

    private AwsResponse DeleteLogGroup(AwsRequest request)
    {
        account.LogGroups.Remove(Existing(request));
        return AwsResponse.Empty(200);
    }

    private string Existing(AwsRequest request) =>
        (string?)request.Json["logGroupName"] is { } name && account.LogGroups.Contains(name)
            ? name
            : throw new AwsException(400, "ResourceNotFoundException", "The specified log group does not exist.");

    [GeneratedRegex("^\\{ \\$\\.(?<field>[A-Za-z]+) = \"(?<value>[^\"]*)\" \\}$")]
    private static partial Regex Filter();
}
