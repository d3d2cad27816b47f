using System.Text.Json.Nodes;
using ServerlessProxy.Eng;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation;

namespace ServerlessProxy.Templates.Tests.Aws.CloudWatch;

/// <summary>What CloudFormation makes of a packaged scaffold's alarms and dashboard, on a loopback AWS.</summary>
/// <param name="Function">The function's properties.</param>
/// <param name="ApiId">The HTTP API's id; nothing behind a REST API.</param>
/// <param name="Alarms">The alarms' properties, by name.</param>
/// <param name="Dashboard">The dashboard's body.</param>
internal sealed record WatchedStack(JsonObject Function, string? ApiId, IReadOnlyDictionary<string, JsonObject> Alarms, JsonNode Dashboard)
{
    /// <summary>Makes a stack of them alone. What they refer to and no more is beside them: the HTTP API, and in the function's place something that has its name.</summary>
    public static WatchedStack Of(Scaffold scaffold)
    {
        var packaged = scaffold.CloudFormation()["Resources"]!.AsObject();
        var function = packaged["ForwardLambdaFunction"]!["Properties"]!.AsObject();
        var resources = packaged
            .Where(resource => (string?)resource.Value!["Type"] is "AWS::CloudWatch::Alarm" or "AWS::CloudWatch::Dashboard" or "AWS::ApiGatewayV2::Api")
            .Select(resource => KeyValuePair.Create(resource.Key, resource.Value?.DeepClone()))
            .Append(new("ForwardLambdaFunction", JsonNode.Parse($$"""{ "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": "{{function["FunctionName"]}}" } }""")));

        var account = new AwsAccount("eu-west-1");
        var stack = new Stack(account.Region, "my-proxy-dev");
        new StackUpdate(account, stack).Run(CloudFormation.Template.Parse(new JsonObject { ["Resources"] = new JsonObject(resources) }.ToJsonString()), new Dictionary<string, string>());
        Assert.True(stack.Status == "CREATE_COMPLETE", string.Join('\n', stack.Events.Select(happened => $"{happened.LogicalId} {happened.Status} {happened.Reason}")));
        return new WatchedStack(function, account.HttpApis.All.SingleOrDefault()?.Id, account.Alarms, JsonNode.Parse(Assert.Single(account.Dashboards).Value)!);
    }
}
