using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessProxy.Eng;
using ServerlessProxy.Templates.Tests.CloudFormationSchema;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Checks that the template is valid, requires the credentials of auth, and sends requests only to the service.
/// </summary>
public sealed class VpcLinkTests
{
    private static readonly string[] Methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

    [Theory]
    [MemberData(nameof(VpcLinkCase.All), MemberType = typeof(VpcLinkCase))]
    public async Task Combination_IsAProtectedProxy_AsTheSchemasAllow(VpcLinkCase options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var scaffold = await VpcLinkScaffolds.OfAsync(options.ApiType, options.Auth);
        string[] link = options.Link is null ? [$"vpcLinkId={VpcLinkCase.Existing}"] : [];
        var (template, output) = await VpcLinkScaffolds.PackageAsync(
            scaffold,
            [$"loadBalancerArn={options.Arn}", "path=hooks/in.coming", .. link]);
        Assert.True(template is not null, output);

        // CloudFormation first checks that every reference is to an existing resource and attribute.
        var parsed = Aws.CloudFormation.Template.Parse(template!.ToJsonString());
        Assert.Empty(ResourceSchemas.Problems(template!["Resources"]!.AsObject()));
        var resources = new TemplateResources(template!["Resources"]!.AsObject());
        Assert.DoesNotContain(
            parsed.Resources.Values,
            resource =>
                resource.Type.StartsWith("AWS::Lambda::", StringComparison.Ordinal)
                || resource.Type.StartsWith("AWS::IAM::", StringComparison.Ordinal));
        AssertLink(options, resources);
        if (options.ApiType == "rest")
        {
            AssertRestApi(options, resources);
        }
        else
        {
            AssertHttpApi(options, resources);
        }
    }

    [Theory]
    [InlineData("rest", "api-key")]
    [InlineData("rest", "none")]
    [InlineData("http", "iam")]
    [InlineData("http", "jwt")]
    public async Task Scaffold_HasNoFunctionAndNothingOfOne(string apiType, string auth)
    {
        var scaffold = await VpcLinkScaffolds.OfAsync(apiType, auth);
        Assert.Empty(ScaffoldFiles.FindLeftovers(scaffold));
        ScaffoldFiles.Parse(scaffold);
        var files = ScaffoldFiles.List(scaffold);
        Assert.DoesNotContain(files, file => file.StartsWith("src/", StringComparison.Ordinal));
        Assert.All(
            files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal)),
            file => Assert.StartsWith("tests/my-proxy.Tests/", file, StringComparison.Ordinal));
        Assert.Equal(auth == "api-key", files.Contains("resources/api-key.yml"));
        Assert.DoesNotContain("resources/dashboard.yml", files);
        string[] words = ["Lambda", "SQS", "webhook", "github", "delivery:"];
        var resources = files.Where(file => file.EndsWith(".yml", StringComparison.Ordinal));
        var texts = await Task.WhenAll(resources.Select(file => File.ReadAllTextAsync(scaffold.In(file))));
        Assert.All(texts, text => Assert.DoesNotContain(words, word => text.Contains(word, StringComparison.Ordinal)));

        // Every module that the plugin requires exists.
        const string Script = "require('fs').readdirSync('plugin', { recursive: true })"
            + ".filter((file) => /\\.js$/.test(file)).forEach((file) => require('./plugin/' + file))";
        (await new Command("node", "--eval", Script) { Folder = scaffold.Folder }.RunAsync()).OrFail();
    }

    [Fact]
    public async Task Dashboard_IsAnOption_ThatPackages()
    {
        string[] options = [.. VpcLinkCase.OptionsOf("http", "none"), "--dashboard"];
        var scaffold = await Template.CreateFromAsync(TemplatePackage.Link, "link-dashboard", "my-proxy", options);
        var (template, output) = await VpcLinkScaffolds.PackageAsync(scaffold);
        Assert.True(template is not null, output);
        Assert.Empty(ResourceSchemas.Problems(template!["Resources"]!.AsObject()));
        Assert.Single(new TemplateResources(template["Resources"]!.AsObject()).Of("AWS::CloudWatch::Dashboard"));
        using var answers = JsonDocument.Parse(await File.ReadAllTextAsync(scaffold.In(".serverless-proxy.json")));
        Assert.Equal("true", answers.RootElement.GetProperty("options").GetProperty("dashboard").GetString());
    }

    [Theory]
    [InlineData("rest", "api-key")]
    [InlineData("http", "jwt")]
    public async Task Answers_AreTheChosenOptions(string apiType, string auth)
    {
        var scaffold = await VpcLinkScaffolds.OfAsync(apiType, auth);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(scaffold.In(".serverless-proxy.json")));
        Assert.Equal("serverless-proxy-link", json.RootElement.GetProperty("template").GetString());
        Assert.Equal("my-proxy", json.RootElement.GetProperty("name").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+", json.RootElement.GetProperty("version").GetString()!);
        var options = VpcLinkCase.OptionsOf(apiType, auth).Chunk(2).ToDictionary(pair => pair[0][2..], pair => pair[1]);
        (string, string)[] defaults =
            [("vpc-link-id", ""), ("framework", "net8.0"), ("region", "eu-west-1"), ("path", "forward")];
        foreach (var (name, value) in defaults)
        {
            options.Add(name, value);
        }

        Assert.Equal(
            options.OrderBy(option => option.Key, StringComparer.Ordinal),
            json.RootElement.GetProperty("options").EnumerateObject()
                .Select(option => KeyValuePair.Create(option.Name, option.Value.GetString()!))
                .OrderBy(option => option.Key, StringComparer.Ordinal));
    }

    /// <summary>The tests of a scaffold package it.</summary>
    [Theory]
    [InlineData("rest", "api-key", 4)]
    [InlineData("http", "jwt", 2)]
    public async Task Scaffold_PassesItsOwnTests(string apiType, string auth, int count)
    {
        var scaffold = await VpcLinkScaffolds.OfAsync(apiType, auth);
        var tested = (
            await (await scaffold.DotnetAsync("test", "-m:1", scaffold.In("tests", "my-proxy.Tests"))).RunAsync()
        ).OrFail();
        Assert.Matches($@"Passed:\s+{count}\b", tested.Output);
    }

    /// <summary>
    /// The API type, the path of the URL, the path of the exact route with or without its final slash, and the path of
    /// the routes below.
    /// </summary>
    [Theory]
    [InlineData("rest", "", "/", "/{proxy}")]
    [InlineData("rest", "/base", "/base", "/base/{proxy}")]
    [InlineData("rest", "/github-webhook/", "/github-webhook/", "/github-webhook/{proxy}")]
    [InlineData("http", "", "/", "/${request.path.proxy}")]
    [InlineData("http", "/base", "/base", "/base/${request.path.proxy}")]
    [InlineData("http", "/github-webhook/", "/github-webhook/", "/github-webhook/${request.path.proxy}")]
    public async Task PathOfTheUrl_IsUnchangedInTheExactRoute(
        string apiType,
        string path,
        string exact,
        string below)
    {
        const string Origin = "http://backend.internal:8080";
        var settings = $"{{ url: '{Origin}{path}', loadBalancerArn: '' }}";
        var script = $"const found = require('./plugin/api').destinations({settings}).map((each) => each.at(-1));"
            + "console.log(JSON.stringify(found))";
        var run = await new Command("node", "--eval", script)
        {
            Folder = (await VpcLinkScaffolds.OfAsync(apiType, "none")).Folder,
        }.RunAsync();
        var origin = apiType == "rest" ? Origin : "";
        Assert.Equal([origin + exact, origin + below], JsonSerializer.Deserialize<string[]>(run.OrFail().Output)!);
    }

    /// <summary>
    /// API Gateway's values may contain quotes, which must not end a field. A missing value is a dash.
    /// </summary>
    [Theory]
    [InlineData("-")]
    [InlineData("Forbidden")]
    public async Task AccessLog_IsJson_WhateverItsValues(string value)
    {
        var resources = new TemplateResources(
            (await VpcLinkScaffolds.TemplateOfAsync("http", "none"))["Resources"]!.AsObject());
        var format = (string)resources.Of("AWS::ApiGatewayV2::Stage").Single()["AccessLogSettings"]!["Format"]!;
        var line = Regex.Replace(
            format,
            @"\$context\.[\w.]+",
            variable =>
                variable.Value.EndsWith("String", StringComparison.Ordinal) && value != "-" ? $"\"{value}\"" : value);
        Assert.Equal(10, JsonNode.Parse(line)!.AsObject().Count);
    }

    [Fact]
    public async Task SecurityGroupOfTheLoadBalancer_AllowsTheLink_IfAParameterNamesIt()
    {
        var (template, output) = await VpcLinkScaffolds.PackageAsync(
            await VpcLinkScaffolds.OfAsync("http", "none"),
            "loadBalancerSecurityGroupId=sg-12345678");
        Assert.True(template is not null, output);
        Assert.Empty(ResourceSchemas.Problems(template!["Resources"]!.AsObject()));
        Assert.Equal(
            """{"GroupId":"sg-12345678","IpProtocol":"tcp","FromPort":8443,"ToPort":8443,"SourceSecurityGroupId":"""
                + """{"Fn::GetAtt":["VpcLinkSecurityGroup","GroupId"]}"""
                + ""","Description":"From my-proxy-dev"}""",
            Assert
                .Single(new TemplateResources(template["Resources"]!.AsObject()).Of("AWS::EC2::SecurityGroupIngress"))
                .ToJsonString());
    }

    [Fact]
    public async Task CommandOfTheGuide_GivesAProxyThatPackages()
    {
        var command = new DocumentationPage("docs/choosing.md")
            .Blocks.Single(block =>
                block.Text.StartsWith("dotnet new serverless-proxy-link --name my-link ", StringComparison.Ordinal))
            .Text.Split([' ', '\n', '\\'], StringSplitOptions.RemoveEmptyEntries);
        var folder = Repository.EmptyArtifacts("tests", "link-readme");
        var created = (
            await ((await Template.PackageAsync()).New(command[2..]) with { Folder = folder }).RunAsync()
        ).OrFail();
        var (template, output) = await VpcLinkScaffolds.PackageAsync(
            new Scaffold(Path.Combine(folder, "my-link"), created.Output));
        Assert.True(template is not null, output);
    }

    [Fact]
    public async Task AllowedCidrs_AreTheResourcePolicy()
    {
        var scaffold = await VpcLinkScaffolds.OfAsync("rest", "none");
        var (template, output) = await VpcLinkScaffolds.PackageAsync(
            scaffold,
            "allowedCidrs=203.0.113.0/24,2001:db8::/32");
        Assert.True(template is not null, output);
        var api = Assert.Single(
            new TemplateResources(template!["Resources"]!.AsObject()).Of("AWS::ApiGateway::RestApi"));
        var statement = Assert.Single(api["Policy"]!["Statement"]!.AsArray())!;
        Assert.Equal("Allow", (string?)statement["Effect"]);
        Assert.Equal(
            """["203.0.113.0/24","2001:db8::/32"]""",
            statement["Condition"]!["IpAddress"]!["aws:SourceIp"]!.ToJsonString());
    }

    private static void AssertLink(VpcLinkCase options, TemplateResources resources)
    {
        var links = resources
            .All.Where(resource => ((string)resource.Value!["Type"]!).EndsWith("::VpcLink", StringComparison.Ordinal))
            .Select(resource => (string)resource.Value!["Type"]!);
        Assert.Equal(options.Link is null ? [] : [options.Link], links);
        Assert.Empty(resources.Of("AWS::EC2::SecurityGroupIngress"));

        // The API must be deleted before its link.
        var api = resources.All[options.ApiType == "rest" ? "ApiGatewayRestApi" : "HttpApi"]!;
        Assert.Equal(
            options.Link is null ? [] : [JsonNode.Parse(Expected(options))!["Ref"]!.ToString()],
            api["DependsOn"]?.AsArray().Select(name => (string?)name) ?? []);
        var groups = resources.Of("AWS::EC2::SecurityGroup");
        if (options.Link != "AWS::ApiGatewayV2::VpcLink")
        {
            Assert.Empty(groups);
            return;
        }

        var group = Assert.Single(groups);
        Assert.Null(group["SecurityGroupIngress"]);
        Assert.Equal("vpc-0123456789abcdef0", (string?)group["VpcId"]);
        Assert.Equal(
            [
                """{"IpProtocol":"tcp","FromPort":8443,"ToPort":8443,"CidrIp":"10.7.0.0/16","Description":"The backend"}""",
                """{"IpProtocol":"tcp","FromPort":8443,"ToPort":8443,"CidrIpv6":"fd00:7::/64","Description":"The backend"}""",
            ],
            group["SecurityGroupEgress"]!.AsArray().Select(rule => rule!.ToJsonString()));
        var link = resources.Of(options.Link!).Single();
        Assert.Equal(
            ["subnet-0123456789abcdef0", "subnet-12345678"],
            link["SubnetIds"]!.AsArray().Select(id => (string?)id));
        Assert.Equal(
            """[{"Fn::GetAtt":["VpcLinkSecurityGroup","GroupId"]}]""",
            link["SecurityGroupIds"]!.ToJsonString());
    }

    private static void AssertRestApi(VpcLinkCase options, TemplateResources resources)
    {
        Assert.Equal("my-proxy-dev", (string?)resources.Of("AWS::ApiGateway::RestApi").Single()["Name"]);
        Assert.Equal(
            ["hooks", "in.coming", "{proxy+}"],
            resources.Of("AWS::ApiGateway::Resource").Select(resource => (string?)resource["PathPart"]));
        var methods = resources.Of("AWS::ApiGateway::Method");
        foreach (var path in methods.GroupBy(method => method["ResourceId"]!.ToJsonString()))
        {
            Assert.Equal(Methods, path.Select(method => (string)method["HttpMethod"]!).Order(StringComparer.Ordinal));
        }

        Assert.Equal(14, methods.Count);
        Assert.All(
            methods,
            method =>
            {
                Assert.Equal(options.Auth == "api-key", (bool?)method["ApiKeyRequired"] ?? false);
                Assert.Equal(options.Auth == "iam" ? "AWS_IAM" : "NONE", (string?)method["AuthorizationType"]);
                var integration = method["Integration"]!;
                Assert.Equal(
                    ((string?)method["HttpMethod"], "HTTP_PROXY", "VPC_LINK"),
                    (
                        (string?)integration["IntegrationHttpMethod"],
                        (string?)integration["Type"],
                        (string?)integration["ConnectionType"]));
                Assert.Equal(Expected(options), integration["ConnectionId"]!.ToJsonString());
                Assert.Equal(
                    options.IntegrationTarget ?? "AWS::NoValue",
                    (string?)(
                        integration["IntegrationTarget"] is JsonValue value
                            ? value
                            : integration["IntegrationTarget"]!["Ref"]));
                var isBelow =
                    resources.All[(string)method["ResourceId"]!["Ref"]!]!["Properties"]!["PathPart"]!.ToString()
                    == "{proxy+}";
                Assert.Equal(
                    $"https://backend.internal:8443/base{(isBelow ? "/{proxy}" : "")}",
                    (string?)integration["Uri"]);
                Assert.Equal(
                    isBelow ? "method.request.path.proxy" : null,
                    (string?)integration["RequestParameters"]!["integration.request.path.proxy"]);
                Assert.Equal(
                    options.Auth == "api-key" ? "'removed'" : null,
                    (string?)integration["RequestParameters"]!["integration.request.header.x-api-key"]);
                Assert.Equal(
                    options.Auth == "iam" ? "'removed'" : null,
                    (string?)integration["RequestParameters"]!["integration.request.header.x-amz-security-token"]);
            });

        // The stage serves all of these methods.
        var deployment = resources.All.Single(resource =>
            (string?)resource.Value!["Type"] == "AWS::ApiGateway::Deployment");
        Assert.Equal(14, deployment.Value!["DependsOn"]!.AsArray().Count);
        var stage = resources.Of("AWS::ApiGateway::Stage").Single();
        Assert.Equal(deployment.Key, (string?)stage["DeploymentId"]!["Ref"]);
        Assert.Equal(
            """[{"ResourcePath":"/*","HttpMethod":"*","ThrottlingRateLimit":100,"ThrottlingBurstLimit":50}]""",
            stage["MethodSettings"]!.ToJsonString());
        Assert.Equal(options.Auth == "api-key" ? 1 : 0, resources.Of("AWS::ApiGateway::ApiKey").Count);
    }

    private static void AssertHttpApi(VpcLinkCase options, TemplateResources resources)
    {
        var asked = options.Auth switch { "iam" => "AWS_IAM", "jwt" => "JWT", _ => "NONE" };
        var routes = resources.Of("AWS::ApiGatewayV2::Route");
        Assert.Equal(
            Methods
                .SelectMany(method => new[] { $"{method} /hooks/in.coming", $"{method} /hooks/in.coming/{{proxy+}}" })
                .Order(StringComparer.Ordinal),
            routes.Select(route => (string)route["RouteKey"]!).Order(StringComparer.Ordinal));
        Assert.All(
            routes,
            route =>
            {
                Assert.Equal(asked, (string?)route["AuthorizationType"]);
                var integration = resources.All[((string)route["Target"]!["Fn::Sub"]!).Split('{', '}')[1]]![
                    "Properties"
                ]!;
                var isBelow = ((string)route["RouteKey"]!).EndsWith("{proxy+}", StringComparison.Ordinal);
                Assert.Equal(
                    isBelow ? "/base/${request.path.proxy}" : "/base",
                    (string?)integration["RequestParameters"]!["overwrite:path"]);
            });
        Assert.All(
            resources.Of("AWS::ApiGatewayV2::Integration"),
            integration =>
            {
                Assert.Equal(
                    ("HTTP_PROXY", "VPC_LINK", options.Arn, "1.0"),
                    (
                        (string?)integration["IntegrationType"],
                        (string?)integration["ConnectionType"],
                        (string?)integration["IntegrationUri"],
                        (string?)integration["PayloadFormatVersion"]));
                Assert.Equal(Expected(options), integration["ConnectionId"]!.ToJsonString());
                Assert.Equal("backend.internal", (string?)integration["TlsConfig"]!["ServerNameToVerify"]);
                Assert.Equal(
                    "backend.internal:8443",
                    (string?)integration["RequestParameters"]!["overwrite:header.Host"]);
            });
        Assert.Equal(
            options.Auth == "jwt" ? ["""{"Issuer":"https://issuer.example/","Audience":["my-proxy","other"]}"""] : [],
            resources
                .Of("AWS::ApiGatewayV2::Authorizer")
                .Select(authorizer => authorizer["JwtConfiguration"]!.ToJsonString()));
        Assert.Equal(
            """{"ThrottlingRateLimit":100,"ThrottlingBurstLimit":50}""",
            resources.Of("AWS::ApiGatewayV2::Stage").Single()["DefaultRouteSettings"]!.ToJsonString());
    }

    /// <summary>Returns the link of the integrations.</summary>
    private static string Expected(VpcLinkCase options) => options.Link switch
    {
        null => $"\"{VpcLinkCase.Existing}\"",
        "AWS::ApiGateway::VpcLink" => """{"Ref":"NetworkLoadBalancerLink"}""",
        _ => """{"Ref":"VpcLink"}""",
    };
}
