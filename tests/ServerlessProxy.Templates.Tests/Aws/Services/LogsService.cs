using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Templates.Tests.Aws.Protocol;

namespace ServerlessProxy.Templates.Tests.Aws.Services;

/// <summary>Amazon CloudWatch Logs: log groups without subscriptions, and events whose JSON has a field of a value.</summary>
internal sealed partial class LogsService : JsonService
{
    private readonly AwsAccount account;

    /// <summary>The service of an account.</summary>
    public LogsService(AwsAccount account)
        : base("logs", ServiceModel.Load("logs-2014-03-28"))
    {
        this.account = account;
        Serve(
            "DescribeSubscriptionFilters",
            request => Existing(request) is not null ? new JsonObject { ["subscriptionFilters"] = new JsonArray() } : []
        );
        Serve("FilterLogEvents", FilterLogEvents);
        Serve("DeleteLogGroup", request =>
        {
            account.LogGroups.Remove(Existing(request));
            return AwsResponse.Empty(200);
        });
    }

    private JsonObject FilterLogEvents(AwsRequest request)
    {
        var group = Existing(request);
        if (request.Json["nextToken"] is null)
        {
            // A page is of a part of the log: the first may be empty.
            return new JsonObject { ["events"] = new JsonArray(), ["nextToken"] = "2" };
        }

        var filter = Filter().Match((string?)request.Json["filterPattern"] ?? "");
        AwsException.Require(filter.Success, "The rehearsal knows filters of one field only.");
        var found = account
            .LogEvents.GetValueOrDefault(group, [])
            .Where(line =>
                (string?)JsonNode.Parse(line)![filter.Groups["field"].Value] == filter.Groups["value"].Value);
        return new JsonObject
        {
            ["events"] = new JsonArray(found.Select(line => (JsonNode)new JsonObject { ["message"] = line }).ToArray()),
        };
    }

    private string Existing(AwsRequest request) =>
        (string?)request.Json["logGroupName"] is { } name && account.LogGroups.Contains(name)
            ? name
            : throw new AwsException(400, "ResourceNotFoundException", "The specified log group does not exist.");

    [GeneratedRegex("^\\{ \\$\\.(?<field>[A-Za-z]+) = \"(?<value>[^\"]*)\" \\}$")]
    private static partial Regex Filter();
}
