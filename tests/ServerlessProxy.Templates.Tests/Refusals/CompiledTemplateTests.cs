using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;
using ServerlessProxy.Templates.Tests.Aws;

namespace ServerlessProxy.Templates.Tests;

/// <summary>The template that CloudFormation gets protects the proxy as serverless.yml says, whatever has changed it.</summary>
public sealed class CompiledTemplateTests
{
    private const string Rest = "rest", Jwt = "jwt", Queue = "queue", Two = "two functions";
    private const string Forward = "ForwardLambdaFunction";
    private const string Arn = """{ "Fn::GetAtt": ["ForwardLambdaFunction", "Arn"] }""";
    private const string OtherApi =
        "{ \"Type\": \"AWS::ApiGatewayV2::Api\", \"Properties\": { \"Name\": \"x\", \"ProtocolType\": \"HTTP\" } }";
    private const string Opens = "names a function, which may open a way around API Gateway. ";

    private static readonly Dictionary<string, string[]> Options = new()
    {
        [Rest] = ["--api-type", "rest"],
        [Jwt] = ["--api-type", "http", "--auth", "jwt", "--jwt-issuer", "https://issuer.example", "--jwt-audience", "a,b"],
        [Queue] = ["--api-type", "rest", "--auth", "github", "--delivery", "queued"],
        [Two] = ["--api-type", "rest"],
    };

    /// <summary>The problems of every edit of a template, from one process for each scaffold.</summary>
    private static readonly Lazy<Task<Dictionary<(string, string, string?), string[]>>> Found = new(FindAsync);

    /// <summary>The scaffold, what of its template is set to what (JSON; nothing removes it), and how the problem begins.</summary>
    public static TheoryData<string, string, string?, string> TemplateEdits =>
        new()
        {
            // What routes require.
            {
                Rest,
                "ApiGatewayMethodForwardAny/Properties/ApiKeyRequired",
                "false",
                "ApiGatewayMethodForwardAny: requires nothing from callers, but auth \"api-key\" requires private: true. "
            },
            {
                Rest,
                "ApiGatewayMethodForwardAny/Properties/ApiKeyRequired",
                "\"false\"",
                "ApiGatewayMethodForwardAny: requires private: false "
            },
            {
                Rest,
                "ApiGatewayMethodForwardAny/Properties/ApiKeyRequired",
                """{ "Fn::If": ["C", true, false] }""",
                "ApiGatewayMethodForwardAny: requires private: [object Object] "
            },
            {
                Rest,
                "ApiGatewayMethodForwardProxyVarAny/Properties/ApiKeyRequired",
                null,
                "ApiGatewayMethodForwardProxyVarAny: requires nothing "
            },
            {
                Rest,
                "ApiGatewayMethodForwardProxyVarAny/Properties/AuthorizationType",
                "\"CUSTOM\"",
                "ApiGatewayMethodForwardProxyVarAny: requires private: true, something else "
            },
            {
                Rest,
                "ApiGatewayMethodForwardProxyVarAny/Properties/AuthorizationType",
                "\"toString\"",
                "ApiGatewayMethodForwardProxyVarAny: requires private: true, something else "
            },
            {
                Rest,
                "Open",
                """{ "Type": "AWS::ApiGateway::Method", "Properties": { "HttpMethod": "GET", "RestApiId": { "Ref": "ApiGatewayRestApi" }, "Integration": { "Type": "MOCK" } } }""",
                "Open: requires nothing from callers, "
            },
            {
                Rest,
                "ApiGatewayMethodForwardAny/Properties/RestApiId",
                "\"abcdefghij\"",
                "ApiGatewayMethodForwardAny: belongs to an API other than ApiGatewayRestApi. "
            },
            {
                Rest,
                "ApiGatewayMethodForwardAny/Properties/Integration/Type",
                "\"HTTP_PROXY\"",
                "ApiGatewayMethodForwardAny: does not send whole requests to a function "
            },
            {
                Rest,
                "ApiGatewayMethodForwardAny/Properties/Integration/Uri",
                "\"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:other/invocations\"",
                "ApiGatewayMethodForwardAny: does not send whole requests to a function "
            },
            {
                Queue,
                "ApiGatewayMethodForwardPost/Properties/Integration/Uri",
                """{ "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${DeliverLambdaFunction.Arn}/invocations" }""",
                "ApiGatewayMethodForwardPost: does not send whole requests to a function "
            },
            {
                Jwt,
                "HttpApiRouteAnyForward/Properties/AuthorizationType",
                "\"NONE\"",
                "HttpApiRouteAnyForward: requires nothing from callers, but auth \"jwt\" requires authorizer: jwt. "
            },
            {
                Jwt,
                "HttpApiRouteAnyForward/Properties/AuthorizationType",
                null,
                "HttpApiRouteAnyForward: requires nothing "
            },
            {
                Jwt,
                "HttpApiRouteAnyForward/Properties/AuthorizationType",
                "\"AWS_IAM\"",
                "HttpApiRouteAnyForward: requires authorizer: aws_iam "
            },
            {
                Jwt,
                "HttpApiAuthorizerJwt/Properties/AuthorizerType",
                "\"REQUEST\"",
                "HttpApiRouteAnyForward: requires another JWT "
            },
            {
                Jwt,
                "HttpApiAuthorizerJwt/Properties/JwtConfiguration/Issuer",
                "\"https://elsewhere.example\"",
                "HttpApiRouteAnyForward: requires another JWT "
            },
            {
                Jwt,
                "HttpApiAuthorizerJwt/Properties/JwtConfiguration/Audience",
                """["a"]""",
                "HttpApiRouteAnyForward: requires another JWT "
            },
            {
                Jwt,
                "HttpApiRouteAnyForward/Properties/ApiId",
                "\"abcdefghij\"",
                "HttpApiRouteAnyForward: belongs to an API other than HttpApi. "
            },
            {
                Jwt,
                "HttpApiIntegrationForward/Properties/IntegrationType",
                "\"HTTP_PROXY\"",
                "HttpApiRouteAnyForward: does not send whole requests "
            },
            {
                Jwt,
                "HttpApiRouteAnyForward/Properties/Target",
                """{ "Fn::Sub": "integrations/${constructor}" }""",
                "HttpApiRouteAnyForward: does not send whole requests "
            },
            // The API.
            {
                Rest,
                "ApiGatewayRestApi/Properties/Policy",
                """{ "Statement": [] }""",
                "ApiGatewayRestApi: Policy is not that of allowedCidrs. Set only provider.apiGateway.resourcePolicy, "
            },
            {
                Rest,
                "ApiGatewayRestApi/Properties/ApiKeySourceType",
                "\"AUTHORIZER\"",
                "ApiGatewayRestApi: ApiKeySourceType does not take the API key from a header. "
            },
            {
                Rest,
                "ApiGatewayRestApi/Properties/Body",
                "{}",
                "ApiGatewayRestApi: Body adds routes that are not checked. "
            },
            { Jwt, "HttpApi/Properties/Target", Arn, "HttpApi: Target adds routes that are not checked. " },
            {
                Rest,
                "ApiGatewayRestApi",
                null,
                "AWS::ApiGateway::RestApi: the template has 0 of these, and a proxy has 1. "
            },
            { Rest, "Api", OtherApi, "AWS::ApiGatewayV2::Api: the template has 1 of these, and a proxy has 0. " },
            { Jwt, "Api", OtherApi, "AWS::ApiGatewayV2::Api: the template has 2 of these, and a proxy has 1. " },
            {
                Jwt,
                "Stage",
                """{ "Type": "AWS::ApiGatewayV2::Stage", "Properties": { "StageName": "open", "ApiId": { "Ref": "HttpApi" } } }""",
                "AWS::ApiGatewayV2::Stage: the template has 2 of these, "
            },
            {
                Rest,
                "Stage",
                """{ "Type": "AWS::ApiGateway::Stage", "Properties": { "StageName": "open", "RestApiId": { "Ref": "ApiGatewayRestApi" } } }""",
                "AWS::ApiGateway::Stage: the template has 1 of these, and a proxy has 0. "
            },
            {
                Rest,
                "Deployment",
                """{ "Type": "AWS::ApiGateway::Deployment", "Properties": { "StageName": "open", "RestApiId": { "Ref": "ApiGatewayRestApi" } } }""",
                "AWS::ApiGateway::Deployment: the template has 2 of these, "
            },
            { Jwt, "HttpApiStage/Properties/StageName", "\"open\"", "HttpApiStage: StageName is not \"$default\". " },
            // Who may invoke the function.
            {
                Rest,
                "ForwardLambdaPermissionApiGateway/Properties/Principal",
                "\"*\"",
                "ForwardLambdaPermissionApiGateway: lets something other than this API invoke a function. "
            },
            {
                Rest,
                "ForwardLambdaPermissionApiGateway/Properties/SourceArn",
                null,
                "ForwardLambdaPermissionApiGateway: lets something other "
            },
            {
                Rest,
                "ForwardLambdaPermissionApiGateway/Properties/SourceArn",
                """{ "Fn::Sub": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:*/*" }""",
                "ForwardLambdaPermissionApiGateway: lets something other "
            },
            {
                Rest,
                "ForwardLambdaPermissionApiGateway/Properties/Action",
                "\"lambda:*\"",
                "ForwardLambdaPermissionApiGateway: lets something other "
            },
            {
                Rest,
                "Open",
                $$"""{ "Type": "AWS::Lambda::Permission", "Properties": { "FunctionName": {{Arn}}, "Action": "lambda:InvokeFunction", "Principal": "123456789012" } }""",
                "Open: lets something other "
            },
            {
                Rest,
                "Open",
                $$"""{ "Type": "AWS::Lambda::Permission", "Properties": { "FunctionName": {{Arn}}, "Action": "lambda:InvokeFunctionUrl", "Principal": "*", "FunctionUrlAuthType": "NONE" } }""",
                "Open: lets something other "
            },
            {
                Rest,
                "Url",
                $$"""{ "Type": "AWS::Lambda::Url", "Properties": { "AuthType": "NONE", "TargetFunctionArn": {{Arn}} } }""",
                $"Url: AWS::Lambda::Url {Opens}"
            },
            {
                Rest,
                "Url",
                """{ "Type": "AWS::Lambda::Url", "Properties": { "AuthType": "NONE", "TargetFunctionArn": "my-proxy-dev-forward" } }""",
                $"Url: AWS::Lambda::Url {Opens}"
            },
            {
                Rest,
                "Group",
                """{ "Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": { "TargetType": "lambda", "Targets": [{ "Id": { "Fn::Sub": "${ForwardLambdaFunction.Arn}" } }] } }""",
                $"Group: AWS::ElasticLoadBalancingV2::TargetGroup {Opens}"
            },
            {
                Rest,
                "Rule",
                """{ "Type": "AWS::Events::Rule", "Properties": { "Targets": [{ "Id": "x", "Arn": { "Fn::Join": ["", ["arn:aws:lambda:eu-west-1:1:function:my-proxy-dev", "-forward"]] } }] } }""",
                $"Rule: AWS::Events::Rule {Opens}"
            },
            {
                Rest,
                "Machine",
                """{ "Type": "AWS::StepFunctions::StateMachine", "Properties": { "DefinitionString": "{ \"Resource\": \"arn:aws:lambda:eu-west-1:1:function:my-proxy-dev-forward\" }" } }""",
                $"Machine: AWS::StepFunctions::StateMachine {Opens}"
            },
            {
                Rest,
                "Topic",
                $$"""{ "Type": "AWS::SNS::Subscription", "Properties": { "Protocol": "lambda", "Endpoint": {{Arn}}, "TopicArn": "arn" } }""",
                $"Topic: AWS::SNS::Subscription {Opens}"
            },
            {
                Rest,
                "Config",
                """{ "Type": "AWS::Lambda::EventInvokeConfig", "Properties": { "FunctionName": { "Ref": "ForwardLambdaFunction" }, "Qualifier": "$LATEST" } }""",
                $"Config: AWS::Lambda::EventInvokeConfig {Opens}"
            },
            {
                Rest,
                "Caller",
                $$"""{ "Type": "AWS::IAM::Role", "Properties": { "Policies": [{ "PolicyDocument": { "Statement": [{ "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": {{Arn}} }] } }] } }""",
                $"Caller: AWS::IAM::Role {Opens}"
            },
            {
                Rest,
                "Helper",
                """{ "Type": "AWS::Lambda::Function", "Properties": { "FunctionName": "helper", "Environment": { "Variables": { "PROXY": { "Ref": "ForwardLambdaFunction" } } } } }""",
                $"Helper: AWS::Lambda::Function {Opens}"
            },
            {
                Rest,
                "Mapping",
                """{ "Type": "AWS::Lambda::EventSourceMapping", "Properties": { "FunctionName": { "Ref": "ForwardLambdaFunction" }, "EventSourceArn": "arn" } }""",
                "Mapping: sends events to a function around API Gateway. "
            },
            {
                Queue,
                "DeliverEventSourceMappingSQSRequestQueue/Properties/EventSourceArn",
                "\"arn:aws:sqs:eu-west-1:123456789012:other\"",
                "DeliverEventSourceMappingSQSRequestQueue: sends events "
            },
            {
                Queue,
                "DeliverEventSourceMappingSQSRequestQueue/Properties/FunctionName",
                Arn,
                "DeliverEventSourceMappingSQSRequestQueue: sends events "
            },
            // What the function is.
            {
                Rest,
                $"{Forward}/Properties/Environment/Variables/AUTH",
                "\"none\"",
                "functions.forward: its Environment is not environment of serverless.yml. "
            },
            {
                Rest,
                $"{Forward}/Properties/Environment/Variables/MORE",
                "\"x\"",
                "functions.forward: its Environment is not "
            },
            { Rest, $"{Forward}/Properties/Environment", null, "functions.forward: its Environment is not " },
            {
                Queue,
                $"{Forward}/Properties/Environment/Variables/WEBHOOK_SECRET",
                "\"in-plain-text-123\"",
                "functions.forward: its Environment is not "
            },
            {
                Rest,
                $"{Forward}/Properties/Role",
                "\"arn:aws:iam::123456789012:role/admin\"",
                "functions.forward: its Role is not role of serverless.yml. "
            },
            {
                Queue,
                "DeliverLambdaFunction/Properties/Role",
                """{ "Fn::GetAtt": ["ReceiverRole", "Arn"] }""",
                "functions.deliver: its Role is not "
            },
            {
                Rest,
                $"{Forward}/Properties/FunctionName",
                "\"other\"",
                "functions.forward: the template has no function named my-proxy-dev-forward. "
            },
            // What could undo all of this.
            {
                Rest,
                "Undo",
                """{ "Type": "Custom::Undo", "Properties": { "ServiceToken": "arn" } }""",
                "Undo: Custom::Undo can change what has been checked. "
            },
            {
                Rest,
                "Undo",
                """{ "Type": "AWS::CloudFormation::CustomResource", "Properties": { "ServiceToken": "arn" } }""",
                "Undo: AWS::CloudFormation::CustomResource can change "
            },
            {
                Rest,
                "Undo",
                """{ "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "https://x" } }""",
                "Undo: AWS::CloudFormation::Stack can change "
            },
            {
                Rest,
                "ProxySecurityGroup/Properties/GroupDescription",
                """{ "Fn::Transform": { "Name": "AWS::Include" } }""",
                "Transform: changes the template after it has been checked. "
            },
        };

    /// <summary>Other resources that teams add.</summary>
    public static TheoryData<string, string, string> HarmlessEdits =>
        new()
        {
            {
                Rest,
                "Filter",
                """{ "Type": "AWS::Logs::SubscriptionFilter", "Properties": { "LogGroupName": "/aws/lambda/my-proxy-dev-forward", "DestinationArn": "arn:aws:logs:eu-west-1:1:destination:all", "FilterPattern": "" } }"""
            },
            {
                Rest,
                "Errors",
                """{ "Type": "AWS::CloudWatch::Alarm", "Properties": { "Dimensions": [{ "Name": "FunctionName", "Value": { "Ref": "ForwardLambdaFunction" } }] } }"""
            },
            {
                Rest,
                "Group",
                """{ "Type": "AWS::EC2::SecurityGroup", "Properties": { "GroupDescription": "my-proxy-dev-forward, to a cache" } }"""
            },
            {
                Rest,
                "Response",
                """{ "Type": "AWS::ApiGateway::GatewayResponse", "Properties": { "ResponseType": "DEFAULT_4XX", "RestApiId": { "Ref": "ApiGatewayRestApi" } } }"""
            },
            {
                Jwt,
                "Mapping",
                """{ "Type": "AWS::ApiGatewayV2::ApiMapping", "Properties": { "ApiId": { "Ref": "HttpApi" }, "DomainName": "a.example", "Stage": { "Ref": "HttpApiStage" } } }"""
            },
            { Two, "Topic", """{ "Type": "AWS::SNS::Topic" }""" },
            { Queue, "Helper", """{ "Type": "AWS::Lambda::Function", "Properties": { "FunctionName": "helper" } }""" },
        };

    /// <summary>A text of serverless.yml, its replacement, and how the problem begins.</summary>
    public static TheoryData<string, string, string> SettingEdits =>
        new()
        {
            {
                "resources:\n",
                Extend("ApiGatewayMethodForwardAny: { Properties: { ApiKeyRequired: false } }"),
                "ApiGatewayMethodForwardAny: requires nothing from callers, "
            },
            {
                "resources:\n",
                "resources:\n  - Resources:\n      ApiGatewayMethodForwardAny: { Type: AWS::ApiGateway::Method, Properties: { ApiKeyRequired: false } }\n",
                "ApiGatewayMethodForwardAny: requires nothing from callers, "
            },
            {
                "    resourcePolicy: ${proxy:resourcePolicy}\n",
                "    resourcePolicy: [{ Effect: Allow, Principal: \"*\", Action: \"execute-api:Invoke\", Resource: \"execute-api:/*\" }]\n",
                "ApiGatewayRestApi: Policy is not that of allowedCidrs. "
            },
            {
                "    binaryMediaTypes:\n",
                "    apiKeySourceType: AUTHORIZER\n    binaryMediaTypes:\n",
                "ApiGatewayRestApi: ApiKeySourceType does not take "
            },
            {
                "    reservedConcurrency: 20\n",
                "    reservedConcurrency: 20\n    url: true\n",
                $"ForwardLambdaFunctionUrl: AWS::Lambda::Url {Opens}"
            },
            {
                "    events:\n",
                "    events:\n      - alb: { listenerArn: \"arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/0123456789abcdef/0123456789abcdef\", priority: 1, conditions: { path: / } }\n",
                $"AWS::ElasticLoadBalancingV2::TargetGroup {Opens}"
            },
            { "    events:\n", "    events:\n      - schedule: rate(1 day)\n", $"AWS::Events::Rule {Opens}" },
            {
                "method: any\n",
                "method: any\n          async: true\n",
                "ApiGatewayMethodForwardAny: does not send whole requests "
            },
            {
                "method: any\n",
                "method: any\n          integration: lambda\n",
                "ApiGatewayMethodForwardAny: does not send whole requests "
            },
            {
                "    events:\n",
                "    events:\n      - http: { method: GET, path: other, private: true, cors: true }\n",
                "ApiGatewayMethodOtherOptions: requires nothing "
            },
        };

    [Theory]
    [MemberData(nameof(TemplateEdits))]
    public async Task Template_ThatIsChanged_IsRefused(string kind, string path, string? json, string beginning)
    {
        var problems = await ProblemsAsync(kind, path, json);
        Assert.Contains(problems, problem => problem.StartsWith(beginning, StringComparison.Ordinal));
        PluginMessage.AssertForm(problems);
        Assert.All(problems, problem => Assert.Matches(@"^\S+: .*[^.]\. (Remove|Set|Use) ", problem));
        Assert.DoesNotContain(problems, problem => problem.Contains("in-plain-text", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(HarmlessEdits))]
    public async Task Template_WithMoreResources_IsAccepted(string kind, string id, string json) =>
        Assert.Empty(await ProblemsAsync(kind, id, json));

    [Theory]
    [MemberData(nameof(SettingEdits))]
    public async Task Setting_ThatChangesTheTemplate_FailsThePackage(string before, string after, string beginning)
    {
        var scaffold = await Template.CreateAsync(
            "compiled-settings",
            "my-proxy",
            [.. Template.Working, .. Options[Rest]]);
        Edit(scaffold.In("serverless.yml"), before, after);
        var packaged = await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync();
        Assert.NotEqual(0, packaged.ExitCode);
        Assert.Contains(
            "The compiled template of stage \"dev\" does not match serverless.yml:",
            packaged.Output,
            StringComparison.Ordinal);
        Assert.Contains(beginning, packaged.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(scaffold.In(".serverless", "serverless-state.json")), "The template was written.");
    }

    /// <summary>A template that is deployed later can have been changed since.</summary>
    [Theory]
    [InlineData(
        Rest,
        "\"ApiKeyRequired\": true",
        "\"ApiKeyRequired\": false",
        "  ApiGatewayMethodForwardAny: requires nothing from callers, "
    )]
    [InlineData(
        Rest,
        "\"Principal\": \"apigateway.amazonaws.com\"",
        "\"Principal\": \"*\"",
        "  ForwardLambdaPermissionApiGateway: lets something other "
    )]
    public async Task State_ThatIsChanged_FailsTheDeploy_BeforeAnythingIsMade(
        string kind,
        string before,
        string after,
        string problem)
    {
        await using var rehearsal = await DeployRehearsal.StartWithoutBuildAsync(
            $"compiled-state-{kind}",
            [.. Template.Working, .. Options[kind]]);
        (await rehearsal.ServerlessAsync("package", "--package", "artifacts/later")).OrFail();
        Edit(rehearsal.Scaffold.In("artifacts", "later", "serverless-state.json"), before, after);

        var deployed = await rehearsal.ServerlessAsync("deploy", "--package", "artifacts/later");
        Assert.NotEqual(0, deployed.ExitCode);
        Assert.Contains(problem, deployed.Output, StringComparison.Ordinal);
        Assert.Empty(rehearsal.Account.Inventory);
        Assert.DoesNotContain(
            rehearsal.Aws.Calls,
            call => call.Operation.StartsWith("Create", StringComparison.Ordinal));
    }

    private static string Extend(string resource) => $"resources:\n  - extensions:\n      {resource}\n";

    private static void Edit(string file, string before, string after)
    {
        var text = File.ReadAllText(file);
        Assert.Contains(before, text, StringComparison.Ordinal);
        var at = text.IndexOf(before, StringComparison.Ordinal);
        File.WriteAllText(file, text[..at] + after + text[(at + before.Length)..]);
    }

    /// <summary>Checks the template of a scaffold after an edit; without the edit there is no problem.</summary>
    private static async Task<string[]> ProblemsAsync(string kind, string path, string? json) =>
        (await Found.Value)[(kind, path, json)];

    private static async Task<Dictionary<(string, string, string?), string[]>> FindAsync()
    {
        const string script = """
            const { parse } = require('json-cycle');
            const check = (template) => require('./plugin/check/template').problems(template, service, 'dev');
            const { service } = parse(require('fs').readFileSync('.serverless/serverless-state.json', 'utf8'));
            const original = service.provider.compiledCloudFormationTemplate;
            const before = check(original);
            if (before.length > 0) throw new Error(before.join('\n'));
            const found = input.map(({ path, value }) => {
              // The state has some objects in several places.
              const template = JSON.parse(JSON.stringify(original));
              const names = path.split('/');
              const parent = names.slice(0, -1).reduce((node, name) => node[name], template.Resources);
              if (value === null) delete parent[names.at(-1)];
              else parent[names.at(-1)] = value;
              return check(template);
            });
            console.log(JSON.stringify(found));
            """;
        var edits = TemplateEdits.Concat(HarmlessEdits)
            .Select(row => (Kind: (string)row[0], Path: (string)row[1], Json: (string?)row[2]))
            .ToList();
        var found = new Dictionary<(string, string, string?), string[]>();
        foreach (var kind in edits.GroupBy(edit => edit.Kind))
        {
            var scaffold = await PackageAsync(kind.Key);
            var values = kind.Select(edit => new { path = edit.Path, value = Value(edit.Json) });
            var output = await LocalPlugin.RunAsync(scaffold.Folder, script, values);
            foreach (var (edit, problems) in kind.Zip(JsonSerializer.Deserialize<string[][]>(output)!))
            {
                found.Add(edit, problems);
            }
        }

        return found;

        static JsonNode? Value(string? json) => json is null ? null : JsonNode.Parse(json);
    }

    private static async Task<Scaffold> PackageAsync(string kind)
    {
        var scaffold = await Template.CreateAsync(
            $"compiled-{kind}",
            "my-proxy",
            [.. Template.Working, .. Options[kind]]);
        if (kind == Two)
        {
            // Every object has a property of this name.
            Edit(scaffold.In("serverless.yml"), "\ncustom:\n", """

                  constructor:
                    handler: bootstrap
                    role: arn:aws:iam::123456789012:role/mine
                    events:
                      - http: { <<: *event, path: c }

                custom:

                """.ReplaceLineEndings("\n"));
        }

        (await (await WithoutBuild.ServerlessAsync(scaffold, "package")).RunAsync()).OrFail();
        return scaffold;
    }
}
