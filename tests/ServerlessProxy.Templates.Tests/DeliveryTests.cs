using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary><c>--delivery</c>: what stands between receiver and deliverer, and what each may do.</summary>
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
    public async Task Delivery_GivesTwoFunctionsAroundOneQueue(string delivery, string apiType, string auth, string hosting)
    {
        var scaffold = await Template.CreateAsync($"delivery-{delivery}-{apiType}-{auth}", "my-proxy", [.. Template.Working, "--delivery", delivery, "--api-type", apiType, "--auth", auth, "--hosting", hosting]);
        Assert.Empty(ScaffoldFiles.FindLeftovers(scaffold));
        ScaffoldFiles.Parse(scaffold);
        Assert.Equal(delivery, Answers.Of(scaffold).Options["delivery"]);
        (await (await WithoutBuild.ServerlessAsync(scaffold, "package", "--param", "alarmTopicArn=arn:aws:sns:eu-west-1:123456789012:alarms")).RunAsync()).OrFail();
        var template = scaffold.CloudFormation();
        var resources = template["Resources"]!.AsObject();

        AssertFunctions(resources, delivery, auth);
        AssertQueues(resources);
        AssertBucket(resources);
        AssertRoles(resources);
        AssertNetwork(resources, template["Conditions"]!.AsObject());
        AssertMethods(resources, apiType);
    }

    /// <summary>What awsEndpoints leads to, and what the stack makes itself.</summary>
    [Theory]
    [InlineData("10.0.0.0/16,pl-12345678", "http://10.0.12.5:8080", "8080 10.0.12.5/32|443 10.0.0.0/16|443 pl-12345678", false, false)]
    [InlineData("pl-12345678", "http://10.0.12.5:8080", "8080 10.0.12.5/32|443 EndpointSecurityGroup|443 pl-12345678", true, false)]
    [InlineData("", "http://10.0.12.5:8080", "8080 10.0.12.5/32|443 EndpointSecurityGroup", true, true)]
    [InlineData("0.0.0.0/0,10.0.12.5/32", "https://10.0.12.5", "443 10.0.12.5/32|443 0.0.0.0/0", false, false)]
    public async Task Endpoints_AreThoseThatTheVpcHas_AndTheRestTheStacks(string endpoints, string url, string egress, bool ownSqs, bool ownS3)
    {
        var backend = await LocalPlugin.CallAsync("variables.egress", new[] { "10.0.12.5/32" }, url.StartsWith("https", StringComparison.Ordinal) ? 443 : 8080);
        var rules = await LocalPlugin.CallAsync("queue/settings.endpointEgress", endpoints, backend);
        Assert.Equal(egress, string.Join('|', backend.AsArray().Concat(rules.AsArray()).Select(rule => $"{rule!["FromPort"]} {rule["CidrIp"] ?? rule["DestinationPrefixListId"] ?? rule["DestinationSecurityGroupId"]!["Fn::GetAtt"]![0]}")));
        var own = await LocalPlugin.CallAsync("queue/settings.ownEndpoints", endpoints);
        Assert.Equal((ownSqs, ownS3), ((bool)own["sqs"]!, (bool)own["s3"]!));
    }

    [Fact]
    public async Task Endpoints_ThatAreNone_AreRefused()
    {
        var scaffold = await Template.CreateAsync("delivery-endpoints", "my-proxy", [.. Template.Working, "--delivery", "queued", "--auth", "github"]);
        var refused = await (await WithoutBuild.ServerlessAsync(scaffold, "package", "--param", "awsEndpoints=sqs")).RunAsync();
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("awsEndpoints: \"sqs\"", refused.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("          functionResponseType: ReportBatchItemFailures", "", "right is ReportBatchItemFailures")]
    [InlineData("      ROLE: deliverer", "      ROLE: receiver", "right is deliverer")]
    [InlineData("    timeout: 60", "    timeout: 61", "right is 366, or more")]
    [InlineData("    batchSize: 1", "    batchSize: 2", "uses up its own attempts; right is 1")]
    [InlineData("    maxReceiveCount: \"8\"", "    maxReceiveCount: \"150\"", "after 1243524 seconds, when SQS has deleted the request; right is less than resources.RequestQueue.MessageRetentionPeriod, 1209600")]
    [InlineData("    path: ${param:path}", "    path: ${param:path}\n    routes: { reports: { path: reports, url: \"http://10.0.13.7:9000\", backendCidrs: \"10.0.13.7/32\" } }", "routes: what is queued is delivered to one service; right is ")]
    public async Task Queue_ThatWouldLoseOrRepeatRequests_IsRefused(string before, string after, string problem)
    {
        var scaffold = await Template.CreateAsync("delivery-refused", "my-proxy", [.. Template.Working, "--delivery", "fifo", "--auth", "github"]);
        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        Assert.Single(yaml.Split('\n'), line => line == before);
        await File.WriteAllTextAsync(scaffold.In("serverless.yml"), yaml.Replace($"\n{before}\n", $"\n{after}\n", StringComparison.Ordinal));
        var packaged = await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync();
        Assert.NotEqual(0, packaged.ExitCode);
        Assert.Contains(problem, packaged.Output, StringComparison.Ordinal);
    }

    /// <summary>A setting of custom.queue, or ORDER_BY, its value, and what is right; nothing, if the value is.</summary>
    [Theory]
    [InlineData("maxReceiveCount", "0", "a whole number from 1 to 1000")]
    [InlineData("maxReceiveCount", "1001", "a whole number from 1 to 1000")]
    [InlineData("maxReceiveCount", null, "a whole number from 1 to 1000")]
    [InlineData("maxReceiveCount", "1", null)]
    [InlineData("retryDelaysSeconds", "10,soon", "whole numbers of seconds from 0 to 34500, separated by commas")]
    [InlineData("retryDelaysSeconds", "34501", "whole numbers of seconds from 0 to 34500, separated by commas")]
    [InlineData("retryDelaysSeconds", "", "whole numbers of seconds from 0 to 34500, separated by commas")]
    [InlineData("retryDelaysSeconds", "0, 34500", null)]
    [InlineData("batchSize", "11", "a whole number from 1 to 10")]
    [InlineData("batchSize", "1.5", "a whole number from 1 to 10")]
    [InlineData("concurrency", "1", "a whole number from 2 to 1000")]
    [InlineData("ORDER_BY", "repo", "repository, or header: and the name of a header field, such as header:X-Project")]
    [InlineData("ORDER_BY", "header:", "repository, or header: and the name of a header field, such as header:X-Project")]
    [InlineData("ORDER_BY", "header:X-Project", null)]
    public async Task Setting_ThatNobodyTakes_IsRefusedByName(string setting, string? value, string? right)
    {
        var queue = new JsonObject { ["maxReceiveCount"] = "8", ["retryDelaysSeconds"] = "10,60", ["batchSize"] = 1, ["concurrency"] = 20 };
        var receiver = new JsonObject { ["ROLE"] = "receiver", ["ORDER_BY"] = "repository" };
        (setting == "ORDER_BY" ? receiver : queue)[setting] = value;
        var service = new JsonObject
        {
            ["custom"] = new JsonObject { ["proxy"] = new JsonObject(), ["queue"] = queue },
            ["functions"] = new JsonObject
            {
                ["forward"] = new JsonObject { ["environment"] = receiver },
                ["deliver"] = JsonNode.Parse("""
                    { "environment": { "ROLE": "deliverer", "BACKEND_TIMEOUT_SECONDS": "50" }, "timeout": 60, "reservedConcurrency": 20,
                      "events": [{ "sqs": { "batchSize": 1, "maximumConcurrency": 20, "functionResponseType": "ReportBatchItemFailures" } }] }
                    """),
            },
            ["provider"] = new JsonObject(),
            ["resources"] = JsonNode.Parse("""{ "Resources": { "RequestQueue": { "Properties": { "VisibilityTimeout": 360, "MessageRetentionPeriod": 1209600 } } } }"""),
        };
        var name = setting == "ORDER_BY" ? "functions.forward.environment.ORDER_BY" : $"custom.queue.{setting}";
        Assert.Equal(right is null ? [] : [$"{name}: \"{value}\" cannot be; right is {right}"], await LocalPlugin.LinesAsync("queue/settings.problems", service));
    }

    [Fact]
    public async Task Queued_Scaffold_BuildsAndPassesItsTests()
    {
        var scaffold = await Template.CreateAsync("delivery-build", "my-proxy", [.. Template.Working, "--delivery", "queued", "--auth", "github"]);
        (await (await scaffold.DotnetAsync("test", "-m:1", scaffold.Project("tests", ".Tests"))).RunAsync()).OrFail();
    }

    private static void AssertFunctions(JsonObject resources, string delivery, string auth)
    {
        var (receiver, deliverer) = (Properties(resources, "ForwardLambdaFunction"), Properties(resources, "DeliverLambdaFunction"));
        var (received, delivered) = (receiver["Environment"]!["Variables"]!, deliverer["Environment"]!["Variables"]!);
        Assert.Equal(("receiver", "deliverer"), ((string?)received["ROLE"], (string?)delivered["ROLE"]));
        Assert.Equal((10, 60), ((int)receiver["Timeout"]!, (int)deliverer["Timeout"]!));
        Assert.Equal(delivery == "fifo" ? "repository" : null, (string?)received["ORDER_BY"]);
        Assert.Null(receiver["VpcConfig"]);
        Assert.NotNull(deliverer["VpcConfig"]);

        // The one that delivers checks no signatures, and has no secrets.
        Assert.Equal(auth is "github" or "standard-webhooks", received["WEBHOOK_SECRET"] is not null);
        Assert.Null(delivered["WEBHOOK_SECRET"]);
        Assert.Equal("8", (string?)delivered["MAX_RECEIVE_COUNT"]);
        Assert.Equal(delivery == "fifo" ? "10,60,300,900,1800,3600,7200" : "10,60,300,1800,7200,14400,21600", (string?)delivered["RETRY_DELAYS_SECONDS"]);

        var mapping = resources.Single(resource => (string?)resource.Value!["Type"] == "AWS::Lambda::EventSourceMapping").Value!["Properties"]!;
        Assert.Equal("""["ReportBatchItemFailures"]""", mapping["FunctionResponseTypes"]!.ToJsonString());
        Assert.Equal(delivery == "fifo" ? (1, 20) : (10, 2), ((int)mapping["BatchSize"]!, (int)mapping["ScalingConfig"]!["MaximumConcurrency"]!));
        Assert.Equal((int)mapping["ScalingConfig"]!["MaximumConcurrency"]!, (int)deliverer["ReservedConcurrentExecutions"]!);
    }

    private static void AssertQueues(JsonObject resources)
    {
        var (queue, dead) = (Properties(resources, "RequestQueue"), Properties(resources, "DeadLetterQueue"));
        Assert.Equal((1209600, 1209600), ((int)queue["MessageRetentionPeriod"]!, (int)dead["MessageRetentionPeriod"]!));
        Assert.All([queue, dead], each =>
        {
            Assert.True((bool)each["FifoQueue"]!);
            Assert.True((bool)each["SqsManagedSseEnabled"]!);
            Assert.EndsWith(".fifo", (string?)each["QueueName"], StringComparison.Ordinal);
        });
        Assert.Equal(360, (int)queue["VisibilityTimeout"]!);
        Assert.Equal("8", $"{queue["RedrivePolicy"]!["maxReceiveCount"]}");
        Assert.Equal(
            ["my-proxy-dev-dead-letters", "my-proxy-dev-oldest-request"],
            new[] { "DeadLettersAlarm", "OldestRequestAlarm" }.Select(alarm => (string?)Properties(resources, alarm)["AlarmName"]));
    }

    private static void AssertBucket(JsonObject resources)
    {
        var bucket = Properties(resources, "RequestBodies");
        Assert.All(bucket["PublicAccessBlockConfiguration"]!.AsObject(), setting => Assert.True((bool)setting.Value!));
        Assert.NotNull(bucket["BucketEncryption"]);
        Assert.Equal(40, (int)bucket["LifecycleConfiguration"]!["Rules"]![0]!["ExpirationInDays"]!);
        Assert.Equal("""{"Bool":{"aws:SecureTransport":"false"}}""", Properties(resources, "RequestBodiesPolicy")["PolicyDocument"]!["Statement"]![0]!["Condition"]!.ToJsonString());
    }

    private static void AssertRoles(JsonObject resources)
    {
        Assert.Equal(2, resources.Count(resource => (string?)resource.Value!["Type"] == "AWS::IAM::Role"));
        Assert.Equal(["sqs:SendMessage", "s3:PutObject"], Actions("ReceiverRole"));
        Assert.Equal(
            ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "s3:DeleteObject", "s3:GetObject", "s3:ListBucket"],
            Actions("DelivererRole"));
        Assert.Equal("""{"Fn::GetAtt":["ReceiverRole","Arn"]}""", Properties(resources, "ForwardLambdaFunction")["Role"]!.ToJsonString());
        Assert.Equal("""{"Fn::GetAtt":["DelivererRole","Arn"]}""", Properties(resources, "DeliverLambdaFunction")["Role"]!.ToJsonString());

        IEnumerable<string> Actions(string role) => Properties(resources, role)["Policies"]!.AsArray()
            .Where(policy => (string?)policy!["PolicyName"] == "queue")
            .SelectMany(policy => policy!["PolicyDocument"]!["Statement"]!.AsArray())
            .SelectMany(statement => statement!["Action"]!.AsArray(), (_, action) => (string)action!);
    }

    private static void AssertNetwork(JsonObject resources, JsonObject conditions)
    {
        Assert.Equal("""{"OwnSqsEndpoint":{"Fn::Equals":["true","true"]},"OwnS3Endpoint":{"Fn::Equals":["true","true"]}}""", conditions.ToJsonString());
        var egress = Properties(resources, "ProxySecurityGroup")["SecurityGroupEgress"]!.AsArray();
        Assert.Equal(2, egress.Count);
        Assert.Equal(("10.0.12.5/32", 8080), ((string?)egress[0]!["CidrIp"], (int)egress[0]!["FromPort"]!));
        Assert.Equal(("""{"Fn::GetAtt":["EndpointSecurityGroup","GroupId"]}""", 443), (egress[1]!["DestinationSecurityGroupId"]!.ToJsonString(), (int)egress[1]!["FromPort"]!));
        Assert.All(new[] { "SqsEndpoint", "EndpointSecurityGroup", "EndpointIngress" }, name => Assert.Equal("OwnSqsEndpoint", (string?)resources[name]!["Condition"]));
        Assert.Equal("OwnS3Endpoint", (string?)resources["S3Endpoint"]!["Condition"]);
        Assert.False((bool)Properties(resources, "SqsEndpoint")["PrivateDnsEnabled"]!);
    }

    private static void AssertMethods(JsonObject resources, string apiType)
    {
        var methods = apiType == "rest"
            ? resources.Where(resource => (string?)resource.Value!["Type"] == "AWS::ApiGateway::Method").Select(resource => (string)resource.Value!["Properties"]!["HttpMethod"]!)
            : resources.Where(resource => (string?)resource.Value!["Type"] == "AWS::ApiGatewayV2::Route").Select(resource => ((string)resource.Value!["Properties"]!["RouteKey"]!).Split(' ')[0]);
        Assert.Equal(["DELETE", "PATCH", "POST", "PUT"], methods.Distinct().Order(StringComparer.Ordinal));
    }

    private static JsonNode Properties(JsonObject resources, string name) => resources[name]!["Properties"]!;
}
