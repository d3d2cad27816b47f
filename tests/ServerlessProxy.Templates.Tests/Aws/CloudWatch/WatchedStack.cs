using System.Text.Json.Nodes;
using ServerlessProxy.Eng;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation;

namespace ServerlessProxy.Templates.Tests.Aws.CloudWatch;

/// <summary>Represents the alarms and the dashboard of a packaged scaffold, created on the loopback AWS.</summary>
/// <param name="Functions">The functions' properties. The function behind the API is first.</param>
/// <param name="ApiId">The HTTP API's id; null for a REST API.</param>
/// <param name="Alarms">The alarms' properties, by name.</param>
/// <param name="Dashboard">The dashboard's body; null without the option.</param>
internal sealed record WatchedStack(
    IReadOnlyList<JsonObject> Functions,
    string? ApiId,
    IReadOnlyDictionary<string, JsonObject> Alarms,
    JsonNode? Dashboard)
{
    private static readonly string[] Watching =
        ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::ApiGatewayV2::Api", "AWS::SQS::Queue"];

    /// <summary>
    /// Creates a stack of the alarms and the dashboard, and of the resources that they refer to. A log group with the
    /// function's name replaces each function.
    /// </summary>
    public static WatchedStack Of(Scaffold scaffold)
    {
        var packaged = scaffold.CloudFormation()["Resources"]!.AsObject();
        var functions = packaged
            .Where(resource => (string?)resource.Value!["Type"] == "AWS::Lambda::Function")
            .OrderBy(resource => resource.Key == "ForwardLambdaFunction" ? 0 : 1)
            .ToDictionary(resource => resource.Key, resource => resource.Value!["Properties"]!.AsObject());
        var resources = packaged
            .Where(resource => Watching.Contains((string?)resource.Value!["Type"]))
            .ToJsonObject(resource => resource!.DeepClone());
        foreach (var (name, function) in functions)
        {
            resources.Add(name, new JsonObject
            {
                ["Type"] = "AWS::Logs::LogGroup",
                ["Properties"] = new JsonObject { ["LogGroupName"] = (string?)function["FunctionName"] },
            });
        }

        var account = new AwsAccount("eu-west-1");
        var stack = new Stack(account.Region, "my-proxy-dev");
        var template = new JsonObject { ["Resources"] = resources }.ToJsonString();
        new StackUpdate(account, stack).Run(CloudFormation.Template.Parse(template), new Dictionary<string, string>());
        var events = stack.Events.Select(each => $"{each.LogicalId} {each.Status} {each.Reason}");
        Assert.True(stack.Status == "CREATE_COMPLETE", string.Join('\n', events));
        return new WatchedStack(
            [.. functions.Values],
            account.HttpApis.All.SingleOrDefault()?.Id,
            account.Alarms,
            account.Dashboards.Values.Select(body => JsonNode.Parse(body)).SingleOrDefault());
    }
}
