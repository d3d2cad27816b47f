using System.Text.Json.Nodes;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Every message names a setting, what is wrong with it, and the fix. The tables of the other tests in this
/// folder check the form of each message they get; this one has the messages of options without a table here.</summary>
public sealed class PluginMessageTests
{
    private const string Queue = """
        {
          "provider": { "timeout": 60, "environment": { "BACKEND_TIMEOUT_SECONDS": "50" } },
          "resources": { "Resources": {
            "RequestQueue": { "Type": "AWS::SQS::Queue", "Properties": {
              "VisibilityTimeout": 90, "RedrivePolicy": {}
            } }
          } },
          "functions": {
            "forward": { "environment": { "ROLE": "receiver" } },
            "deliver": {
              "timeout": 60, "reservedConcurrency": 2, "environment": { "ROLE": "deliverer" },
              "events": [{ "sqs": {
                "arn": { "Fn::GetAtt": ["RequestQueue", "Arn"] }, "batchSize": 10, "maximumConcurrency": 2,
                "functionResponseType": "ReportBatchItemFailures"
              } }]
            }
          }
        }
        """;

    /// <summary>The module, its service, an edit of it (JSON; null removes the property), and the problem.</summary>
    public static TheoryData<string, string, string, string?, string> Rows => new()
    {
        { "queue/settings", Queue, "functions.deliver", null, "functions: \"deliver\" is missing, " },
        { "queue/settings", Queue, "resources", null, "resources: \"RequestQueue\" is missing, " },
        {
            "queue/settings", Queue, "functions.forward.environment.ROLE", "\"deliverer\"",
            "functions.forward.environment.ROLE: \"deliverer\" is not receiver. "
        },
        {
            "queue/settings", Queue, "functions.deliver.environment", null,
            "functions.deliver.environment.ROLE: \"\" is not deliverer. "
        },
        {
            "queue/settings", Queue, "functions.deliver.events.0.sqs.batchSize", "11",
            "functions.deliver.events: batchSize \"11\" is invalid. "
        },
        {
            "queue/settings", Queue, "functions.deliver.events.0.sqs.functionResponseType", null,
            "functions.deliver.events: without functionResponseType, "
        },
        {
            "queue/settings", Queue, "functions.deliver.reservedConcurrency", "3",
            "functions.deliver.reservedConcurrency: \"3\" is not the sum "
        },
        {
            "queue/settings", Queue, "functions.deliver.timeout", "50",
            "functions.deliver.environment.BACKEND_TIMEOUT_SECONDS: \"50\" leaves no time "
        },
        {
            "queue/settings", Queue, "resources.Resources.RequestQueue.Properties.VisibilityTimeout", "60",
            "resources.RequestQueue.VisibilityTimeout: \"60\" seconds end before "
        },
        {
            "options/snapstart",
            """{ "provider": { "runtime": "dotnet8" }, "functions": { "forward": { "snapStart": true } } }""",
            "provider.runtime", "\"provided.al2023\"",
            "functions.forward.snapStart: does not work with runtime \"provided.al2023\". "
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Message_NamesTheSetting_TheProblemAndTheFix(
        string module,
        string service,
        string path,
        string? json,
        string beginning)
    {
        Assert.Empty(await LocalPlugin.ProblemsAsync([module], JsonNode.Parse(service)));
        var problems = await LocalPlugin.ProblemsAsync([module], JsonEdit.Of(service, (path, json)));
        Assert.Contains(problems, problem => problem.StartsWith(beginning, StringComparison.Ordinal));
        PluginMessage.AssertForm(problems);
    }
}
