using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>What a proxy without a function cannot be: refused by name, before anything is sent.</summary>
public sealed class VpcLinkRefusalTests
{
    /// <summary>API type, auth, delivery, the reason, and what each refusal names.</summary>
    [Theory]
    [InlineData("rest", "github", "direct", "API Gateway, which cannot check it", "--auth github with --integration vpc-link")]
    [InlineData("http", "standard-webhooks", "direct", "API Gateway, which cannot check it", "--auth standard-webhooks with --integration vpc-link")]
    [InlineData("http", "iam", "fifo", "by functions, and there are none", "--delivery fifo with --integration vpc-link")]
    public async Task WhatNeedsAFunction_IsRefused_WithTheReason(string apiType, string auth, string delivery, string reason, string named)
    {
        var package = await Template.PackageAsync();
        var folder = Repository.EmptyArtifacts("tests", "scaffolds", $"vpc-link-refusal-{apiType}-{delivery}");
        var created = await (package.New(["serverless-proxy", "--name", "my-proxy", "--delivery", delivery, .. VpcLinkCase.OptionsOf(apiType, auth)]) with { Folder = folder }).RunAsync();
        Assert.Equal(105, created.ExitCode);
        Assert.Contains("--integration vpc-link", created.Output, StringComparison.Ordinal);
        Assert.Contains(reason, created.Output, StringComparison.Ordinal);

        var (template, output) = await VpcLinkScaffolds.PackageAsync(new Scaffold(Path.Combine(folder, "my-proxy"), created.Output));
        Assert.Null(template);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), line => line.Contains("; right is ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rest", "jwt", "auth: \"jwt\" cannot protect a REST API, ")]
    [InlineData("http", "api-key", "auth: \"api-key\" cannot protect an HTTP API, ")]
    [InlineData("rest", "gitlab", "auth: \"gitlab\" is a signature of the body, ")]
    [InlineData("rest", "toString", "auth: \"toString\" is unknown; ")]
    public async Task Auth_ThatApiGatewayCannotAskFor_IsOneProblem(string apiType, string auth, string beginning)
    {
        var service = JsonNode.Parse($$"""{ "custom": { "proxy": { "auth": "{{auth}}" } }, "functions": {} }""")!;
        var problem = Assert.Single(await CallAsync(apiType, apiType == "rest" ? "api-key" : "jwt", "protection.problems", service));
        Assert.StartsWith(beginning, problem, StringComparison.Ordinal);
        Assert.Contains("; right is ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Placeholders_AreRefusedByName_AllAtOnce()
    {
        var scaffold = await Template.CreateAsync("vpc-link-placeholders", "my-proxy", "--integration", "vpc-link");
        var (template, output) = await VpcLinkScaffolds.PackageAsync(scaffold);
        Assert.Null(template);
        foreach (var placeholder in new[] { "url: \"http://replace-me.invalid\"", "loadBalancerArn: \"load-balancer-replace-me\"", "vpcId: \"vpc-replace-me\"", "subnetIds: \"subnet-replace-me\"" })
        {
            Assert.Contains($"  {placeholder} is the placeholder", output, StringComparison.Ordinal);
        }

        // The runtime of a function that is not there is no news.
        Assert.DoesNotContain("dotnet8", scaffold.Output, StringComparison.Ordinal);
    }

    /// <summary>API type, parameter, value, and what is said of it.</summary>
    [Theory]
    [InlineData("rest", "loadBalancerArn", "cloud map", "is the ARN of a Cloud Map service, which a REST API cannot be sent to")]
    [InlineData("http", "loadBalancerArn", "nlb", "is the ARN of a Network Load Balancer, where an HTTP API is sent to one of its listeners")]
    [InlineData("http", "loadBalancerArn", "alb", "is the ARN of an Application Load Balancer, where an HTTP API is sent to one of its listeners")]
    [InlineData("rest", "loadBalancerArn", "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/backend/50dc6c495c0c9188", "is the ARN of nothing that API Gateway can be sent to")]
    [InlineData("rest", "loadBalancerArn", "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/backend/50dc6c495c0c9188", "is not in eu-west-1")]
    [InlineData("rest", "url", "http://backend.internal/?a=1", "holds a query")]
    [InlineData("rest", "url", "http://localhost.", "is a loopback, unspecified or link-local address")]
    [InlineData("http", "url", "http://0x7f.1", "is a loopback, unspecified or link-local address")]
    [InlineData("http", "url", "http://[::ffff:169.254.1.1]", "is a loopback, unspecified or link-local address")]
    [InlineData("http", "url", "http://backend.internal/{proxy}", "holds a query, or what API Gateway would fill in")]
    [InlineData("rest", "vpcLinkId", "vpclink-1", "is no id of a VPC link")]
    [InlineData("http", "allowedCidrs", "203.0.113.0/24", "would let everybody in")]
    [InlineData("rest", "subnetIds", "subnet-1", "does not hold what it should")]
    [InlineData("http", "loadBalancerSecurityGroupId", "sg-backend", "is no security group id")]
    public async Task WrongValue_IsOneProblem(string apiType, string parameter, string value, string problem)
    {
        var told = VpcLinkCase.Arns.GetValueOrDefault(value, value);
        var one = Assert.Single(await ProblemsAsync(apiType, new() { [parameter] = told }));
        Assert.StartsWith($"{parameter}: \"{told}\" {problem}", one, StringComparison.Ordinal);
    }

    /// <summary>What a link that is there has, or a link V1 has not, need not be told.</summary>
    [Theory]
    [InlineData("rest", "nlb", "")]
    [InlineData("rest", "alb", "abc123")]
    [InlineData("http", "cloud map", "abc123")]
    public async Task Network_CountsWhereALinkWithSubnetsIsMade(string apiType, string target, string link) => Assert.Empty(await ProblemsAsync(
        apiType,
        new() { ["loadBalancerArn"] = VpcLinkCase.Arns[target], ["vpcLinkId"] = link, ["vpcId"] = "vpc-replace-me", ["subnetIds"] = "subnet-replace-me", ["loadBalancerSecurityGroupId"] = "another's" }));

    [Fact]
    public async Task SecurityGroupOfTheLoadBalancer_WithoutItsRule_IsAProblem()
    {
        var service = JsonNode.Parse($$"""{ "custom": { "proxy": { "loadBalancerSecurityGroupId": "sg-12345678", "loadBalancerArn": "{{VpcLinkCase.Arns["alb"]}}", "vpcLinkId": "" } }, "resources": { "Resources": {} } }""")!;
        Assert.StartsWith("loadBalancerSecurityGroupId: would do nothing without LoadBalancerIngress; right is ", Assert.Single(await CallAsync("rest", "api-key", "ingress.problems", service)), StringComparison.Ordinal);
    }

    /// <summary>API type, auth, what of the template is set to what (JSON; nothing removes it), and how the problem begins.</summary>
    public static TheoryData<string, string, string, string?, string> Edits => new()
    {
        { "rest", "api-key", "ProxyGet/Properties/ApiKeyRequired", null, "GET of ProxyPathforward: asks callers for nothing, " },
        { "rest", "api-key", "ProxyBelowPost/Properties/AuthorizationType", "\"AWS_IAM\"", "POST of ProxyPathforwardBelow: asks callers for an API key and AWS_IAM, " },
        { "rest", "api-key", "ProxyGet/Properties/Integration/RequestParameters/integration.request.header.x-api-key", null, "GET of ProxyPathforward: tells the service the caller's API key; " },
        { "rest", "iam", "ProxyBelowPut/Properties/Integration/RequestParameters/integration.request.header.x-amz-security-token", null, "PUT of ProxyPathforwardBelow: tells the service the caller's session token; " },
        { "rest", "api-key", "ProxyGet/Properties/Integration/Uri", "\"https://backend.internal:8443\"", "GET of ProxyPathforward: does not go to what url, " },
        { "rest", "api-key", "ProxyGet/Properties/Integration/ConnectionType", "\"INTERNET\"", "GET of ProxyPathforward: does not go to what url, " },
        { "rest", "api-key", "ApiGatewayRestApi/Properties/Policy", """{ "Statement": [] }""", "Policy: is not that of allowedCidrs; " },
        { "rest", "api-key", "ApiGatewayStage/Properties/MethodSettings", null, "the stage: has not the limits " },
        { "rest", "api-key", "ProxyApiKey/Properties/Enabled", "false", "API key \"my-proxy-dev\": is not there, or not enabled; " },
        { "rest", "api-key", "ProxyUsagePlan/Properties/Quota/Limit", "100000", "usage plan \"my-proxy-dev\": is not there, not of this stage, or without the limits " },
        { "rest", "api-key", "ProxyUsagePlanKey", null, "usage plan \"my-proxy-dev\": does not hold the API key; " },
        { "http", "jwt", "ProxyGet/Properties/AuthorizationType", "\"NONE\"", "GET /forward: asks callers for nothing, " },
        { "http", "jwt", "HttpApiAuthorizer/Properties/AuthorizerType", "\"REQUEST\"", "GET /forward: asks callers for a JWT of nobody, " },
        { "http", "jwt", "ProxyIntegration/Properties/RequestParameters/overwrite:path", "\"$request.path\"", "GET /forward: does not go to what url, " },
        { "http", "jwt", "ProxyIntegration/Properties/ConnectionType", "\"INTERNET\"", "GET /forward: does not go to what url, " },
        { "http", "jwt", "HttpApiStage/Properties/DefaultRouteSettings/ThrottlingRateLimit", "10000", "the stage: has not the limits " },
        { "http", "jwt", "HttpApiStage/Properties/RouteSettings", "{}", "the stage: has not the limits " },

        // Ways around the routes, and what could change them later.
        { "http", "jwt", "HttpApiAuthorizer/Properties/JwtConfiguration/Issuer", "\"https://elsewhere.example\"", "HttpApiAuthorizer: does not take the tokens of jwtIssuer and jwtAudience. " },
        { "http", "jwt", "HttpApi/Properties/Target", "\"https://backend.example\"", "HttpApi: Target changes the routes. " },
        { "http", "jwt", "Api", """{ "Type": "AWS::ApiGatewayV2::Api", "Properties": { "Name": "x", "ProtocolType": "HTTP" } }""", "Api: is a second API, which is not checked. " },
        { "rest", "api-key", "Api", """{ "Type": "AWS::ApiGateway::RestApi", "Properties": { "Name": "x", "Policy": "" } }""", "Api: is a second API, which is not checked. " },
        { "rest", "api-key", "ApiGatewayRestApi/Properties/Body", "{}", "ApiGatewayRestApi: Body changes the routes. " },
        { "rest", "api-key", "ApiGatewayRestApi/Properties/ApiKeySourceType", "\"AUTHORIZER\"", "ApiGatewayRestApi: ApiKeySourceType changes the routes. " },
        { "rest", "api-key", "Second", """{ "Type": "AWS::ApiGateway::Deployment", "Properties": { "StageName": "open", "RestApiId": { "Ref": "ApiGatewayRestApi" } } }""", "Second: StageName makes a second stage. " },
        { "rest", "api-key", "Function", """{ "Type": "AWS::Lambda::Function", "Properties": {} }""", "Function: AWS::Lambda::Function is not checked. " },
        { "rest", "api-key", "Undo", """{ "Type": "Custom::Undo", "Properties": { "ServiceToken": "arn" } }""", "Undo: Custom::Undo is not checked. " },
        { "rest", "api-key", "Nested", """{ "Type": "AWS::CloudFormation::Stack", "Properties": {} }""", "Nested: AWS::CloudFormation::Stack is not checked. " },
        { "rest", "api-key", "ApiGatewayRestApi/Properties/Fn::Transform", """{ "Name": "AWS::Include" }""", "Transform: changes the template after it has been checked. " },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Template_ThatLacksAProtection_IsRefused(string apiType, string auth, string path, string? json, string beginning)
    {
        var template = (await VpcLinkScaffolds.TemplateOfAsync(apiType, auth)).DeepClone();
        Assert.Empty(await TemplateProblemsAsync(apiType, auth, template));
        var names = path.Split('/');
        var parent = names[..^1].Aggregate(template["Resources"]!, (node, name) => node[name]!).AsObject();
        parent.Remove(names[^1]);
        if (json is not null)
        {
            parent.Add(names[^1], JsonNode.Parse(json));
        }

        var problems = await TemplateProblemsAsync(apiType, auth, template);
        Assert.Contains(problems, problem => problem.StartsWith(beginning, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.Matches(@"; right is |\. Remove it", problem));
    }

    /// <summary>API type, auth, what extends the template, and how the problem begins.</summary>
    [Theory]
    [InlineData("rest", "api-key", "ApiGatewayRestApi: { Properties: { Body: {} } }", "ApiGatewayRestApi: Body changes the routes. ")]
    [InlineData("rest", "api-key", "ProxyGet: { Properties: { ApiKeyRequired: false } }", "GET of ProxyPathforward: asks callers for nothing, ")]
    [InlineData("http", "jwt", "ProxyGet: { Properties: { AuthorizationType: NONE } }", "GET /forward: asks callers for nothing, ")]
    public async Task Extension_ThatTakesAProtection_FailsThePackage(string apiType, string auth, string extension, string beginning)
    {
        var scaffold = await Template.CreateAsync("vpc-link-extension", "my-proxy", VpcLinkCase.OptionsOf(apiType, auth));
        await File.AppendAllTextAsync(scaffold.In("serverless.yml"), $"\n  - extensions:\n      {extension}\n");
        var (template, output) = await VpcLinkScaffolds.PackageAsync(scaffold);
        Assert.Null(template);
        Assert.Contains($"  {beginning}", output, StringComparison.Ordinal);
    }

    private static Task<string[]> ProblemsAsync(string apiType, Dictionary<string, string> told)
    {
        var right = new Dictionary<string, string>
        {
            ["url"] = "http://backend.internal:8080",
            ["loadBalancerArn"] = VpcLinkCase.Arns[apiType == "rest" ? "alb" : "alb listener"],
            ["vpcLinkId"] = "",
            ["vpcId"] = "vpc-12345678",
            ["subnetIds"] = "subnet-12345678",
            ["backendCidrs"] = "10.0.0.0/16",
            ["allowedCidrs"] = "0.0.0.0/0,::/0",
            ["path"] = "forward",
            ["alarmTopicArn"] = "",
            ["region"] = "eu-west-1",
        };
        told.ToList().ForEach(parameter => right[parameter.Key] = parameter.Value);
        return CallAsync(apiType, apiType == "rest" ? "api-key" : "jwt", "link-parameters.problems", right);
    }

    private static Task<string[]> TemplateProblemsAsync(string apiType, string auth, JsonNode template) => CallAsync(
        apiType,
        auth,
        "protection.templateProblems",
        template,
        JsonNode.Parse($$"""
            {
              "service": "my-proxy",
              "custom": {
                "proxy": { "auth": "{{auth}}", "url": "https://backend.internal:8443/base", "loadBalancerArn": "{{VpcLinkCase.Arns[apiType == "rest" ? "alb" : "alb listener"]}}", "vpcLinkId": "", "allowedCidrs": "0.0.0.0/0,::/0", "jwtIssuer": "https://issuer.example/", "jwtAudience": "my-proxy, other" },
                "apiGatewayThrottling": { "maxRequestsPerSecond": 100, "maxConcurrentRequests": 50 },
                "apiKeys": [{ "name": "my-proxy-dev", "usagePlan": { "name": "my-proxy-dev", "quota": { "limit": 1000, "period": "DAY" }, "throttle": { "rateLimit": 50, "burstLimit": 100 } } }]
              }
            }
            """)!,
        "dev");

    /// <summary>Calls what a file of a scaffold's serverless/ exports.</summary>
    private static async Task<string[]> CallAsync(string apiType, string auth, string call, params object[] arguments)
    {
        var (file, function) = (call.Split('.')[0], call.Split('.')[1]);
        var script = $"console.log(JSON.stringify(require('./serverless/{file}').{function}(...JSON.parse(process.argv[1]))))";
        var scaffold = await VpcLinkScaffolds.OfAsync(apiType, auth);
        var run = await new Command("node", "--eval", script, JsonSerializer.Serialize(arguments)) { Folder = scaffold.Folder }.RunAsync();
        return JsonSerializer.Deserialize<string[]>(run.OrFail().Output)!;
    }
}
