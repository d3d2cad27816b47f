using System.Text.Json.Nodes;
using ServerlessProxy.Templates.Tests.Aws;
using ServerlessProxy.Templates.Tests.Aws.CloudFormation;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks what the loopback CloudFormation rejects, keeps and rolls back.</summary>
public sealed class RehearsalStackTests
{
    private const string Secret =
        """ "Secret": { "Type": "AWS::SecretsManager::Secret", "Properties": { "GenerateSecretString": { "PasswordLength": 40, "ExcludePunctuation": true } } } """;

    private readonly AwsAccount account = new("eu-west-1");

    [Theory]
    [InlineData("{", "not well-formed")]
    [InlineData("""{ "Resources": {} }""", "At least one Resources member")]
    [InlineData(
        """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup", "DependsOn": "B" } } }""",
        "Unresolved resource dependencies [B] in the Resources block"
    )]
    [InlineData(
        """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": { "Ref": "B" } } } } }""",
        "Unresolved resource dependencies [B] in the Resources block"
    )]
    [InlineData(
        """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": { "Fn::Sub": "/x/${B}" } } } } }""",
        "Unresolved resource dependencies [B] in the Resources block"
    )]
    [InlineData(
        """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": { "Fn::Join": ["", [{ "Fn::GetAtt": ["B", "Arn"] }]] } } } } }""",
        "Fn::GetAtt references undefined resource B"
    )]
    [InlineData(
        """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup" } }, "Outputs": { "O": { "Value": { "Ref": "B" } } } }""",
        "Unresolved resource dependencies [B] in the Outputs block"
    )]
    [InlineData(
        """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup" } }, "Outputs": { "O": { "Value": { "Fn::GetAtt": "A.Name" } } } }""",
        "does not support attribute type Name"
    )]
    [InlineData(
        """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup", "DependsOn": "B" }, "B": { "Type": "AWS::Logs::LogGroup", "DependsOn": ["A"] } } }""",
        "Circular dependency between resources: [A, B]"
    )]
    [InlineData(
        """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup", "Condition": "C" } } }""",
        "Unresolved condition dependency C"
    )]
    [InlineData(
        """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": { "Fn::If": ["C", "x", "y"] } } } } }""",
        "Unresolved condition dependency C"
    )]
    [InlineData(
        """{ "Conditions": { "C": { "Fn::Equals": ["", ""] } }, "Resources": { "A": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": { "Fn::If": ["C", "x"] } } } } }""",
        "Fn::If requires a list argument with three elements"
    )]
    [InlineData(
        """{ "Resources": { "A-B": { "Type": "AWS::Logs::LogGroup" } } }""",
        "Resource name A-B is non alphanumeric"
    )]
    public void Template_ThatCloudFormationRejects_IsRejected(string body, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<AwsException>(() => Aws.CloudFormation.Template.Parse(body)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "Type": "AWS::IAM::Role" }""", "required key [AssumeRolePolicyDocument] not found")]
    [InlineData(
        """{ "Type": "AWS::Logs::LogGroup", "Properties": { "Retention": 30 } }""",
        "extraneous key [Retention] is not permitted"
    )]
    [InlineData(
        """{ "Type": "AWS::Logs::LogGroup", "Properties": { "RetentionInDays": 31 } }""",
        "not a valid enum value"
    )]
    [InlineData("""{ "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": "taken" } }""", "already exists")]
    [InlineData(
        """{ "Type": "AWS::ApiGateway::RestApi", "Properties": { "Name": "x", "Policy": { "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*", "Condition": { "IpAddress": { "aws:SourceIp": ["10.0.0.0/99"] } } }] } } }""",
        "Invalid policy document"
    )]
    [InlineData(
        """{ "Type": "AWS::Lambda::Permission", "Properties": { "Action": "lambda:InvokeFunction", "FunctionName": "none", "Principal": "apigateway.amazonaws.com" } }""",
        "Function not found"
    )]
    [InlineData(
        """{ "Type": "AWS::EC2::SecurityGroup", "Properties": { "GroupDescription": "x's" } }""",
        "Invalid security group description"
    )]
    [InlineData(
        """{ "Type": "AWS::SSM::Parameter", "Properties": { "Value": "{{resolve:secretsmanager:none}}" } }""",
        "can't find the specified secret"
    )]
    [InlineData(
        """{ "Type": "AWS::CloudWatch::Dashboard", "Properties": { "DashboardBody": "{ widgets: [] }" } }""",
        "must be a valid JSON object"
    )]
    [InlineData(
        """{ "Type": "AWS::CloudWatch::Dashboard", "Properties": { "DashboardBody": "{ \"widgets\": [{ \"type\": \"metric\", \"x\": 13, \"y\": 0, \"width\": 12, \"height\": 6 }] }" } }""",
        "/widgets/0"
    )]
    [InlineData(
        """{ "Type": "AWS::CloudWatch::Dashboard", "Properties": { "DashboardBody": { "Fn::Sub": ["{ ${X} }", { "X": 27 }] } } }""",
        "every value of the context object of every Fn::Sub"
    )]
    [InlineData(
        """{ "Type": "AWS::Budgets::Budget", "Properties": { "Budget": { "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": { "Amount": 0, "Unit": "USD" } } } }""",
        "must be a positive amount of USD"
    )]
    [InlineData(
        """{ "Type": "AWS::Budgets::Budget", "Properties": { "Budget": { "BudgetName": "a:b", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": { "Amount": 5, "Unit": "USD" } } } }""",
        "does not match the pattern"
    )]
    [InlineData(
        """{ "Type": "AWS::WAFv2::WebACLAssociation", "Properties": { "WebACLArn": "arn", "ResourceArn": "arn:aws:apigateway:eu-west-1::/restapis/none/stages/dev" } }""",
        "your resource doesn't exist"
    )]
    [InlineData(
        """{ "Type": "AWS::WAFv2::WebACLAssociation", "Properties": { "WebACLArn": "arn", "ResourceArn": "arn:aws:apigateway:eu-west-1::/apis/http-api/stages/dev" } }""",
        "The ARN isn't valid"
    )]
    [InlineData(
        """{ "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true, "QueueName": "requests" } }""",
        "must end with .fifo suffix"
    )]
    [InlineData(
        """{ "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true, "QueueName": "r.fifo", "FifoThroughputLimit": "perMessageGroupId" } }""",
        "only when DeduplicationScope is messageGroup"
    )]
    [InlineData(
        """{ "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true, "QueueName": "r.fifo", "MessageRetentionPeriod": 1209601 } }""",
        "Invalid value for the parameter MessageRetentionPeriod"
    )]
    [InlineData(
        """{ "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true, "QueueName": "r.fifo", "RedrivePolicy": { "deadLetterTargetArn": "none", "maxReceiveCount": 8 } } }""",
        "Dead letter target does not exist"
    )]
    [InlineData(
        """{ "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": ["none"], "PolicyDocument": {} } }""",
        "The specified queue does not exist"
    )]
    [InlineData(
        """{ "Type": "AWS::Lambda::EventSourceMapping", "Properties": { "FunctionName": "none", "EventSourceArn": "none" } }""",
        "Function not found"
    )]
    [InlineData(
        """{ "Type": "AWS::EC2::SecurityGroupIngress", "Properties": { "IpProtocol": "tcp", "GroupId": "sg-1" } }""",
        "The security group 'sg-1' does not exist"
    )]
    [InlineData(
        """{ "Type": "AWS::WAFv2::WebACL", "Properties": { "DefaultAction": { "Allow": {} }, "Scope": "CLOUDFRONT", "VisibilityConfig": { "CloudWatchMetricsEnabled": true, "MetricName": "m", "SampledRequestsEnabled": true } } }""",
        "protects no stage"
    )]
    public void Resource_ThatAwsRejects_RollsTheStackBack(string resource, string reason)
    {
        account.LogGroups.Add("taken");
        var stack = Deploy(
            $$"""{ "Resources": { "Before": { "Type": "AWS::Logs::LogGroup" }, "Refused": {{resource.Replace("\"Type\"", "\"DependsOn\": \"Before\", \"Type\"", StringComparison.Ordinal)}} } }"""
        );
        Assert.Equal("ROLLBACK_COMPLETE", stack.Status);
        var failed = Assert.Single(stack.Events, happened => happened.Status == "CREATE_FAILED");
        Assert.Contains(reason, failed.Reason, StringComparison.Ordinal);
        Assert.Equal(["stack it", "log group taken"], account.Inventory);
    }

    /// <summary>Resources whose condition is false are not created, and dependencies on them are ignored.</summary>
    [Theory]
    [InlineData("yes", "log group a, log group if-yes", "A=a")]
    [InlineData("no", "log group if-no", "")]
    public void Condition_ChoosesResourcesOutputsAndValues(string value, string inventory, string outputs)
    {
        var body = """
            {
              "Parameters": { "P": { "Type": "String", "Default": "VALUE" } },
              "Conditions": { "IsYes": { "Fn::Equals": [{ "Ref": "P" }, "yes"] }, "IsNo": { "Fn::Not": [{ "Condition": "IsYes" }] } },
              "Resources": {
                "A": { "Type": "AWS::Logs::LogGroup", "Condition": "IsYes", "Properties": { "LogGroupName": "a" } },
                "B": { "Type": "AWS::Logs::LogGroup", "DependsOn": ["A"], "Properties": { "LogGroupName": { "Fn::If": ["IsNo", "if-no", { "Fn::Join": ["", ["if-", { "Ref": "P" }]] }] } } }
              },
              "Outputs": { "A": { "Condition": "IsYes", "Value": { "Ref": "A" } } }
            }
            """.Replace("VALUE", value, StringComparison.Ordinal);
        var parameters = new Dictionary<string, string> { ["P"] = value };
        var stack = new Stack(account.Region, "it");
        new StackUpdate(account, stack).Run(Aws.CloudFormation.Template.Parse(body).Choose(parameters), parameters);
        Assert.Equal("CREATE_COMPLETE", stack.Status);
        Assert.Equal(inventory, string.Join(", ", account.Inventory));
        Assert.Equal(outputs, string.Join(", ", stack.Outputs.Select(output => $"{output.Key}={output.Value}")));
    }

    /// <summary>The path in a valid alarm, its new value, and the error of CloudWatch.</summary>
    [Theory]
    [InlineData(
        "AlarmActions",
        """["arn:aws:sns:us-east-1:123456789012:alarms"]""",
        "Invalid region us-east-1 specified. Only eu-west-1 is supported."
    )]
    [InlineData("AlarmActions", """[""]""", "Invalid arn syntax")]
    [InlineData("ComparisonOperator", "\"GreaterThan\"", "not a valid enum value")]
    [InlineData("TreatMissingData", "\"none\"", "Unknown TreatMissingData value")]
    [InlineData("Threshold", "null", "Threshold is mandatory")]
    [InlineData("DatapointsToAlarm", "2", "1 to EvaluationPeriods")]
    [InlineData("EvaluationPeriods", "300", "must be <= 86400")]
    [InlineData("MetricName", "\"Errors\"", "mutually exclusive")]
    [InlineData("Metrics", """[]""", "Exactly one element of the metrics list should return data")]
    [InlineData("Metrics.0.ReturnData", "false", "Exactly one element of the metrics list should return data")]
    [InlineData("Metrics.0.Id", "\"Rate\"", "begin with a lowercase letter")]
    [InlineData("Metrics.0.Expression", "\"100 * errors / requests\"", "Unknown identifier: requests")]
    [InlineData("Metrics.1.MetricStat.Period", "90", "multiple of 60")]
    [InlineData("Metrics.1.MetricStat.Stat", "\"Total\"", "Invalid statistic")]
    [InlineData("Metrics.1.MetricStat.Metric.MetricName", "\"\"", "Namespace and MetricName are mandatory")]
    public void Alarm_ThatCloudWatchRejects_IsRejected(string path, string value, string reason)
    {
        var alarm = JsonNode.Parse("""
            {
              "ComparisonOperator": "GreaterThanThreshold", "Threshold": 1, "EvaluationPeriods": 1,
              "Metrics": [
                { "Id": "rate", "Expression": "IF(errors > 1, 100, 0)", "ReturnData": true },
                { "Id": "errors", "ReturnData": false, "MetricStat": { "Stat": "Sum", "Period": 300, "Metric": { "Namespace": "N", "MetricName": "M" } } }
              ]
            }
            """)!;
        Assert.Equal("CREATE_COMPLETE", Deploy(With("Right")).Status);

        var names = path.Split('.');
        names[..^1]
            .Aggregate(alarm, (node, name) => node is JsonArray array ? array[int.Parse(name, null)]! : node[name]!)[
            names[^1]
        ] = JsonNode.Parse(value);
        var failed = Assert.Single(
            Deploy(With("Wrong")).Events,
            happened => happened.LogicalId == "Wrong" && happened.Status == "CREATE_FAILED");
        Assert.Contains(reason, failed.Reason, StringComparison.Ordinal);

        string With(string id)
        {
            var resource = new JsonObject { ["Type"] = "AWS::CloudWatch::Alarm", ["Properties"] = alarm.DeepClone() };
            return new JsonObject { ["Resources"] = new JsonObject { [id] = resource } }.ToJsonString();
        }
    }

    [Fact]
    public void Secret_IsLookedUp_OnlyWhenItsPropertyChanges()
    {
        var stack = Deploy(WithSecret(1, "a"));
        var first = Held(stack);
        Assert.Matches("^[a-zA-Z0-9]{40}$", first);
        Assert.Equal(Assert.Single(account.Secrets.All).Value, first);
        Assert.DoesNotContain(first, stack.Resource("Holder").Evaluated.ToJsonString(), StringComparison.Ordinal);

        account.Secrets.All.Single().Value = "rotated";
        Deploy(WithSecret(1, "a"));
        Assert.Equal(first, Held(stack));

        Deploy(WithSecret(2, "a"));
        Assert.Equal(first, Held(stack));
        Assert.Equal(2, (int)stack.Resource("Holder").Applied["Tier"]!);

        Deploy(WithSecret(2, "b"));
        Assert.Equal("rotated", Held(stack));
        Assert.Single(account.Secrets.All);
    }

    [Fact]
    public void Update_ThatFails_IsRolledBack()
    {
        var before =
            """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": "a", "RetentionInDays": 30 } } }, "Outputs": { "Name": { "Value": { "Ref": "A" } } } }""";
        Deploy(before);
        var stack = Deploy("""
            {
              "Resources": {
                "A": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": "b", "RetentionInDays": 1 } },
                "B": { "Type": "AWS::Logs::LogGroup", "DependsOn": "A", "Properties": { "LogGroupName": { "Ref": "A" } } }
              }
            }
            """);
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", stack.Status);
        Assert.Equal(["a"], account.LogGroups);
        Assert.Equal("a", stack.Resource("A").PhysicalId);
        Assert.Equal("a", stack.Outputs["Name"]);
        Assert.Equal("UPDATE_COMPLETE", Deploy(before.Replace("30", "60", StringComparison.Ordinal)).Status);
    }

    [Fact]
    public void Resource_ThatIsRetained_IsKeptWithoutItsStack()
    {
        var stack = Deploy(
            """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup", "DeletionPolicy": "Retain" }, "B": { "Type": "AWS::Logs::LogGroup" } } }"""
        );
        new StackDeletion(account, stack).Run();
        Assert.Equal("DELETE_COMPLETE", stack.Status);
        var deletion = Assert.Single(
            stack.Events,
            happened => happened.LogicalId == "A" && happened.Status.StartsWith("DELETE", StringComparison.Ordinal));
        Assert.Equal("DELETE_SKIPPED", deletion.Status);
        Assert.Single(account.Inventory);
    }

    [Fact]
    public void Bucket_ThatIsNotEmpty_KeepsItsStack()
    {
        var stack = Deploy(
            """{ "Resources": { "A": { "Type": "AWS::S3::Bucket" }, "B": { "Type": "AWS::S3::BucketPolicy", "Properties": { "Bucket": { "Ref": "A" }, "PolicyDocument": {} } } } }"""
        );
        account
            .Buckets.All.Single()
            .Objects.Add("x", new("x", [], "", new Dictionary<string, string>(), DateTime.UtcNow));
        new StackDeletion(account, stack).Run();
        Assert.Equal("DELETE_FAILED", stack.Status);
        Assert.Contains(
            "not empty",
            Assert
                .Single(stack.Events, happened => happened.Status == "DELETE_FAILED" && happened.LogicalId == "A")
                .Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Alias_OfAMissingVersion_IsRejected()
    {
        account.Functions.Create("f");
        var stack = Deploy(
            """{ "Resources": { "Alias": { "Type": "AWS::Lambda::Alias", "Properties": { "FunctionName": "f", "Name": "live", "FunctionVersion": "1" } } } }"""
        );
        Assert.Equal("ROLLBACK_COMPLETE", stack.Status);
        Assert.Contains(
            "Function not found: ",
            Assert.Single(stack.Events, happened => happened.Status == "CREATE_FAILED").Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Version_OfAnAlias_StaysWhenAnUpdateFails_AndCannotBeDeleted()
    {
        var function = account.Functions.Create("f");
        account.LogGroups.Add("taken");
        Deploy(WithAlias("One", ""));
        function.Configure(new JsonObject { ["MemorySize"] = 1024 }, function.Code);
        var stack = Deploy(
            WithAlias(
                "Two",
                """, "Refused": { "Type": "AWS::Logs::LogGroup", "DependsOn": "Alias", "Properties": { "LogGroupName": "taken" } }"""
            ));
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", stack.Status);
        Assert.Equal("1", function.Aliases["live"]);
        Assert.Equal([1], function.Versions.Keys);

        function.PointAlias("other", "1");
        new StackDeletion(account, stack).Run();
        Assert.Equal("DELETE_FAILED", stack.Status);
        Assert.Contains(
            "the following aliases reference it: [other]",
            Assert
                .Single(stack.Events, happened => happened.Status == "DELETE_FAILED" && happened.LogicalId == "One")
                .Reason,
            StringComparison.Ordinal);
        Assert.Equal([1], function.Versions.Keys);

        static string WithAlias(string version, string more) =>
            $$"""
                {
                  "Resources": {
                    "{{version}}": { "Type": "AWS::Lambda::Version", "Properties": { "FunctionName": "f" } },
                    "Alias": { "Type": "AWS::Lambda::Alias", "Properties": { "FunctionName": "f", "Name": "live", "FunctionVersion": { "Fn::GetAtt": ["{{version}}", "Version"] } } }
                    {{more}}
                  }
                }
                """;
    }

    [Fact]
    public void Functions_AreEvaluated()
    {
        var stack = Deploy("""
            {
              "Resources": { "A": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": "a", "KmsKeyId": { "Ref": "AWS::NoValue" } } } },
              "Outputs": {
                "Sub": { "Value": { "Fn::Sub": ["${AWS::Region}/${A}/${A.Arn}/${X}/${!X}", { "X": { "Fn::Select": [1, { "Fn::Split": [",", "p,q"] }] } }] } },
                "Join": { "Value": { "Fn::Join": ["-", [{ "Ref": "AWS::AccountId" }, 1, true]] } }
              }
            }
            """);
        Assert.Equal("eu-west-1/a/arn:aws:logs:eu-west-1:123456789012:log-group:a:*/q/${X}", stack.Outputs["Sub"]);
        Assert.Equal("123456789012-1-true", stack.Outputs["Join"]);
        Assert.Equal("""{"LogGroupName":"a"}""", account.Applied("it", "A").ToJsonString());
    }

    [Fact]
    public void ChangeSet_WithoutChanges_CannotBeExecuted()
    {
        var body = """{ "Resources": { "A": { "Type": "AWS::Logs::LogGroup" } } }""";
        var stack = Deploy(body);
        var template = Aws.CloudFormation.Template.Parse(body);
        var changeSet = new ChangeSet(
            "none",
            stack,
            template,
            stack.Parameters,
            Change.Between(stack, template)
        ).Describe();
        Assert.Equal("FAILED", (string?)changeSet["Status"]);
        Assert.Equal(
            "The submitted information didn't contain changes. Submit different information to create a change set.",
            (string?)changeSet["StatusReason"]);
    }

    private static string WithSecret(int tier, string other) =>
        $$$"""{ "Resources": { {{{Secret}}}, "Holder": { "Type": "Team::Test::Holder", "Properties": { "Tier": {{{tier}}}, "Value": { "Held": { "Fn::Sub": "{{resolve:secretsmanager:${Secret}:SecretString}}" }, "Other": "{{{other}}}" } } } } }""";

    private static string Held(Stack stack) => (string)stack.Resource("Holder").Applied["Value"]!["Held"]!;

    private Stack Deploy(string body)
    {
        var stack = account.Stacks.Find("it");
        if (stack is null)
        {
            account.Stacks.Add(stack = new Stack(account.Region, "it"));
        }

        new StackUpdate(account, stack).Run(Aws.CloudFormation.Template.Parse(body), new Dictionary<string, string>());
        return stack;
    }
}
