using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks <c>--delivery</c>: the queues between receiver and deliverer, and their permissions.</summary>
public sealed class DeliveryTests
{
    /// <summary>Delivery, API type, auth and hosting.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "queued", "rest", "github", "managed" },
        { "queued", "http", "iam", "native" },
        { "fifo", "rest", "api-key", "managed" },
        { "fifo", "http", "standard-webhooks", "managed" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Delivery_GivesTwoFunctionsAroundTheQueues(
        string delivery,
        string apiType,
        string auth,
        string hosting)
    {
        string[] options = ["--delivery", delivery, "--api-type", apiType, "--auth", auth, "--hosting", hosting];
        var name = $"delivery-{delivery}-{apiType}-{auth}";
        var scaffold = await Template.CreateAsync(name, "my-proxy", [.. Template.Working, .. options]);
        Assert.Empty(ScaffoldFiles.FindLeftovers(scaffold));
        ScaffoldFiles.Parse(scaffold);
        Assert.Equal(delivery, Answers.Of(scaffold).Options["delivery"]);
        const string topic = "alarmTopicArn=arn:aws:sns:eu-west-1:123456789012:alarms";
        (await (await WithoutBuild.ServerlessAsync(scaffold, "package", "--param", topic)).RunAsync()).OrFail();
        var resources = scaffold.CloudFormation()["Resources"]!.AsObject();

        AssertFunctions(resources, delivery, auth);
        AssertQueues(resources, delivery);
        AssertRoles(resources, delivery);
        AssertNetwork(resources);
        AssertMethods(resources, apiType);
    }

    /// <summary>
    /// Delivery, a part of serverless.yml or of resources/queue.yml, what replaces it, and the problem.
    /// </summary>
    [Theory]
    [InlineData(
        "queued",
        "VisibilityTimeout: 1800",
        "VisibilityTimeout: 60",
        "resources.RetryQueue.VisibilityTimeout: \"60\" seconds end before an attempt does, so its request is sent "
            + "again. Use more than the timeout of functions.deliver, 60."
    )]
    [InlineData(
        "fifo",
        "ORDER_BY: repository",
        "ORDER_BY: repo",
        "functions.forward.environment.ORDER_BY: \"repo\" is invalid. Use repository, or header: and the name of a header field, such as header:X-Project."
    )]
    [InlineData("fifo", "ORDER_BY: repository", "ORDER_BY: \"header:X-Project\"", null)]
    public async Task Queue_ThatWouldLoseOrRepeatRequests_IsRefused(
        string delivery,
        string before,
        string after,
        string? problem)
    {
        var scaffold = await Template.CreateAsync(
            $"delivery-refused-{delivery}",
            "my-proxy",
            [.. Template.Working, "--delivery", delivery, "--auth", "github"]);
        var files = new[] { scaffold.In("serverless.yml"), scaffold.In("resources", "queue.yml") };
        Assert.Contains(files, file => File.ReadAllText(file).Contains(before, StringComparison.Ordinal));
        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(file, text.Replace(before, after, StringComparison.Ordinal));
        }

        var packaged = await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync();
        Assert.Equal(problem is null, packaged.ExitCode == 0);
        Assert.Contains(problem ?? "", packaged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queued_Scaffold_BuildsAndPassesItsTests()
    {
        var scaffold = await Template.CreateAsync(
            "delivery-build",
            "my-proxy",
            [.. Template.Working, "--delivery", "queued", "--auth", "github"]);
        (await (await scaffold.DotnetAsync("test", "-m:1", scaffold.Project("tests", ".Tests"))).RunAsync()).OrFail();
    }

    private static void AssertFunctions(JsonObject resources, string delivery, string auth)
    {
        var (receiver, deliverer) = (
            Properties(resources, "ForwardLambdaFunction"),
            Properties(resources, "DeliverLambdaFunction"));
        var (received, delivered) = (receiver["Environment"]!["Variables"]!, deliverer["Environment"]!["Variables"]!);
        Assert.Equal(("receiver", "deliverer"), ((string?)received["ROLE"], (string?)delivered["ROLE"]));
        Assert.Equal((10, 60), ((int)receiver["Timeout"]!, (int)deliverer["Timeout"]!));
        Assert.Equal(delivery == "fifo" ? "repository" : null, (string?)received["ORDER_BY"]);
        Assert.Null(receiver["VpcConfig"]);
        Assert.NotNull(deliverer["VpcConfig"]);

        // The deliverer does not check signatures, so it has no secrets.
        Assert.Equal(auth is "github" or "standard-webhooks", received["WEBHOOK_SECRET"] is not null);
        Assert.Null(delivered["WEBHOOK_SECRET"]);
        Assert.NotNull(received["QUEUE_URL"]);
        Assert.DoesNotContain(
            delivered.AsObject(),
            setting => setting.Key.StartsWith("AWS_", StringComparison.Ordinal) || setting.Key == "QUEUE_URL");

        var mappings = resources
            .Where(resource => (string?)resource.Value!["Type"] == "AWS::Lambda::EventSourceMapping")
            .Select(resource => resource.Value!["Properties"]!)
            .ToList();
        Assert.Equal(
            delivery == "fifo" ? ["RequestQueue"] : ["RequestQueue", "RetryQueue"],
            mappings.Select(mapping => (string)mapping["EventSourceArn"]!["Fn::GetAtt"]![0]!));
        Assert.All(
            mappings,
            mapping =>
            {
                Assert.Equal("""["ReportBatchItemFailures"]""", mapping["FunctionResponseTypes"]!.ToJsonString());
                Assert.Equal(
                    delivery == "fifo" ? (1, 20) : (10, 2),
                    ((int)mapping["BatchSize"]!, (int)mapping["ScalingConfig"]!["MaximumConcurrency"]!));
            });
        Assert.Equal(
            mappings.Sum(mapping => (int)mapping["ScalingConfig"]!["MaximumConcurrency"]!),
            (int)deliverer["ReservedConcurrentExecutions"]!);
    }

    /// <summary>Checks each queue: its visibility timeout, its number of attempts, and its dead-letter queue.</summary>
    private static void AssertQueues(JsonObject resources, string delivery)
    {
        var queues = resources
            .Where(resource => (string?)resource.Value!["Type"] == "AWS::SQS::Queue")
            .ToDictionary(resource => resource.Key, resource => resource.Value!["Properties"]!);
        Assert.Equal(
            delivery == "fifo"
                ? ["DeadLetterQueue: ", "RequestQueue: 120 s, 120 times, then DeadLetterQueue"]
                :
                [
                    "DeadLetterQueue: ",
                    "RequestQueue: 90 s, 5 times, then RetryQueue",
                    "RetryQueue: 1800 s, 20 times, then DeadLetterQueue",
                ],
            queues
                .OrderBy(queue => queue.Key, StringComparer.Ordinal)
                .Select(queue => $"{queue.Key}: {Describe(queue.Value)}"));
        Assert.All(
            queues,
            queue =>
            {
                Assert.Equal(1_209_600, (int)queue.Value["MessageRetentionPeriod"]!);
                Assert.Equal(1_048_576, (int)queue.Value["MaximumMessageSize"]!);
                Assert.True((bool)queue.Value["FifoQueue"]!);
                Assert.True((bool)queue.Value["SqsManagedSseEnabled"]!);
                Assert.EndsWith(".fifo", (string?)queue.Value["QueueName"], StringComparison.Ordinal);
                Assert.Equal(
                    """{"Bool":{"aws:SecureTransport":"false"}}""",
                    Properties(resources, $"{queue.Key}Policy")["PolicyDocument"]!["Statement"]![0]![
                        "Condition"
                    ]!.ToJsonString());
            });
        Assert.DoesNotContain(
            resources,
            resource =>
                ((string)resource.Value!["Type"]!).StartsWith("AWS::S3::", StringComparison.Ordinal)
                && resource.Key != "ServerlessDeploymentBucket"
                && resource.Key != "ServerlessDeploymentBucketPolicy");
        Assert.Equal(
            ["my-proxy-dev-dead-letters", "my-proxy-dev-oldest-request"],
            new[] { "DeadLettersAlarm", "OldestRequestAlarm" }.Select(alarm =>
                (string?)Properties(resources, alarm)["AlarmName"]));
    }

    private static string Describe(JsonNode queue) =>
        queue["RedrivePolicy"] is { } redrive
            ? $"{queue["VisibilityTimeout"]} s, {redrive["maxReceiveCount"]} times, "
                + $"then {redrive["deadLetterTargetArn"]!["Fn::GetAtt"]![0]}"
            : "";

    private static void AssertRoles(JsonObject resources, string delivery)
    {
        Assert.Equal(2, resources.Count(resource => (string?)resource.Value!["Type"] == "AWS::IAM::Role"));
        Assert.Equal(["sqs:SendMessage on RequestQueue"], Statements("ReceiverRole"));
        var queues = delivery == "fifo" ? "RequestQueue" : "RequestQueue RetryQueue";
        Assert.Equal(
            [$"sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage on {queues}"],
            Statements("DelivererRole"));
        Assert.Equal(
            """{"Fn::GetAtt":["ReceiverRole","Arn"]}""",
            Properties(resources, "ForwardLambdaFunction")["Role"]!.ToJsonString());
        Assert.Equal(
            """{"Fn::GetAtt":["DelivererRole","Arn"]}""",
            Properties(resources, "DeliverLambdaFunction")["Role"]!.ToJsonString());

        IEnumerable<string> Statements(string role) =>
            Properties(resources, role)["Policies"]!
                .AsArray()
                .Where(policy => (string?)policy!["PolicyName"] == "queue")
                .SelectMany(policy => policy!["PolicyDocument"]!["Statement"]!.AsArray())
                .Select(statement => (Actions: statement!["Action"]!.AsArray(), Arns: Arns(statement["Resource"]!)))
                .Select(each => $"{string.Join(' ', each.Actions)} on {string.Join(' ', each.Arns)}");

        static IEnumerable<JsonNode?> Arns(JsonNode resource)
        {
            JsonNode?[] arns = resource is JsonArray several ? [.. several] : [resource];
            return arns.Select(arn => arn!["Fn::GetAtt"]![0]);
        }
    }

    /// <summary>Checks that the deliverer reaches only the backend.</summary>
    private static void AssertNetwork(JsonObject resources)
    {
        var rule = Assert.Single(Properties(resources, "ProxySecurityGroup")["SecurityGroupEgress"]!.AsArray())!;
        Assert.Equal(("10.0.12.5/32", 8080), ((string?)rule["CidrIp"], (int)rule["FromPort"]!));
        Assert.Equal(
            ["AWS::EC2::SecurityGroup"],
            resources
                .Select(resource => (string)resource.Value!["Type"]!)
                .Where(type => type.StartsWith("AWS::EC2::", StringComparison.Ordinal)));
    }

    private static void AssertMethods(JsonObject resources, string apiType)
    {
        var methods =
            apiType == "rest"
                ? resources
                    .Where(resource => (string?)resource.Value!["Type"] == "AWS::ApiGateway::Method")
                    .Select(resource => (string)resource.Value!["Properties"]!["HttpMethod"]!)
                : resources
                    .Where(resource => (string?)resource.Value!["Type"] == "AWS::ApiGatewayV2::Route")
                    .Select(resource => ((string)resource.Value!["Properties"]!["RouteKey"]!).Split(' ')[0]);
        Assert.Equal(["DELETE", "PATCH", "POST", "PUT"], methods.Distinct().Order(StringComparer.Ordinal));
    }

    private static JsonNode Properties(JsonObject resources, string name) => resources[name]!["Properties"]!;
}
