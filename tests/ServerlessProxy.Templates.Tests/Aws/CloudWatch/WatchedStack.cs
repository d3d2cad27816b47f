using System.Text.Json.Nodes;
using ServerlessProxy.Eng;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation;

namespace ServerlessProxy.Templates.Tests.Aws.CloudWatch;

/// <summary>The alarms and the dashboard of a packaged scaffold, created on a loopback AWS.</summary>
/// <param name="Functions">The functions' properties: the one behind the API first.</param>
/// <param name="ApiId">The HTTP API's id; nothing behind a REST API.</param>
/// <param name="Alarms">The alarms' properties, by name.</param>
/// <param name="Dashboard">The dashboard's body; null without the option.</param>
internal sealed record WatchedStack(
    IReadOnlyList<JsonObject> Functions,
    string? ApiId,
    IReadOnlyDictionary<string, JsonObject> Alarms,
    JsonNode? Dashboard)
{
    private const string Function = "AWS::Lambda::Function";

    private static readonly HashSet<string> Watching =
    [
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::Dashboard",
        "AWS::ApiGatewayV2::Api",
        "AWS::SQS::Queue",
    ];

    /// <summary>Makes a stack of them alone. What they refer to and no more is beside them: the HTTP API, queues, and in a function's place something that has its name.</summary>
    public static WatchedStack Of(Scaffold scaffold)
    {
        var packaged = scaffold.CloudFormation()["Resources"]!.AsObject();
        var functions = packaged
            .Where(resource => (string?)resource.Value!["Type"] == Function)
            .ToDictionary(resource => resource.Key, resource => resource.Value!["Properties"]!.AsObject());
        var resources = packaged
            .Where(resource => Watching.Contains((string)resource.Value!["Type"]!))
            .Select(resource => KeyValuePair.Create(resource.Key, resource.Value?.DeepClone()))
            .Concat(
                functions.Select(function =>
                    KeyValuePair.Create(
                        function.Key,
                        JsonNode.Parse(
                            $$"""{ "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": "{{function.Value["FunctionName"]}}" } }"""
                        ))));

        var account = new AwsAccount("eu-west-1");
        var stack = new Stack(account.Region, "my-proxy-dev");
        new StackUpdate(account, stack).Run(
            CloudFormation.Template.Parse(new JsonObject { ["Resources"] = new JsonObject(resources) }.ToJsonString()),
            new Dictionary<string, string>());
        Assert.True(
            stack.Status == "CREATE_COMPLETE",
            string.Join(
                '\n',
                stack.Events.Select(happened => $"{happened.LogicalId} {happened.Status} {happened.Reason}")));
        return new WatchedStack(
            [
                .. functions
                    .OrderBy(function => function.Key == "ForwardLambdaFunction" ? 0 : 1)
                    .Select(function => function.Value),
            ],
            account.HttpApis.All.SingleOrDefault()?.Id,
            account.Alarms,
            account.Dashboards.Values.Select(body => JsonNode.Parse(body)).SingleOrDefault());
    }
}
