using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Invalid settings are refused by name, all at once, before anything is built or sent.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private static readonly Lazy<Task<Scaffold>> Shared = new(() => Template.CreateAsync("refusal", "my-proxy"));

    private static readonly Dictionary<string, string> Right = new()
    {
        ["url"] = "http://10.0.12.5:8080",
        ["vpcId"] = "vpc-12345678",
        ["subnetIds"] = "subnet-12345678, subnet-0123456789abcdef0",
        ["backendCidrs"] = "10.0.12.0/24",
        ["allowedCidrs"] = "0.0.0.0/0,::/0",
        ["path"] = "forward",
        ["region"] = "eu-west-1",
        ["apiType"] = "rest",
        ["service and stage"] = "my-proxy-dev",
    };

    /// <summary>The settings that only options have.</summary>
    private static readonly Dictionary<string, string> RightWithOptions = new(Right)
    {
        ["budgetEmail"] = "on-call@example.com",
        ["monthlyBudgetUsd"] = "50",
        ["wafRequestsPer5Minutes"] = "1000",
        ["deliveredStatuses"] = "2xx",
    };

    /// <summary>The problems of every row below, from two processes.</summary>
    private static readonly Lazy<Task<Dictionary<(string, string), string[]>>> Found = new(async () =>
    {
        var ofDefault = await EachAsync([.. Wrong, .. RightValues], Right, LocalPlugin.Default);
        var ofOptions = await EachAsync(
            [.. WrongOfOptions, .. RightOfOptions],
            RightWithOptions,
            LocalPlugin.AllOptions);
        return ofDefault.Concat(ofOptions).ToDictionary(pair => pair.Key, pair => pair.Value);
    });

    private Scaffold scaffold = null!;

    /// <summary>A setting of the default proxy, and an invalid value.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "url", "/relative" },
        { "url", "10.0.12.5:8080" },
        { "url", "ftp://10.0.12.5" },
        { "url", "http:10.0.12.5" },
        { "url", "http://" },
        { "url", "http://10.0.12.5:99999" },
        { "url", "http://user:pass@10.0.12.5" },
        { "url", "http://10.0.12.5/#x" },
        { "url", "http://10.0.12.5/a b" },
        { "url", "http://localhost:8080" },
        { "url", "http://127.0.0.1" },
        { "url", "http://0.0.0.0" },
        { "url", "http://0" },
        { "url", "http://127.1" },
        { "url", "http://127.0.0.1." },
        { "url", "http://2130706433" },
        { "url", "http://0x7f.1" },
        { "url", "http://0177.0.0.1" },
        { "url", "http://[::]" },
        { "url", "http://[::1]:8080" },
        { "url", "http://[::127.0.0.1]" },
        { "url", "http://[::ffff:127.0.0.1]" },
        { "url", "http://[::ffff:0.0.0.0]" },
        { "url", "http://[::ffff:169.254.169.254]" },
        { "url", "http://169.254.169.254" },
        { "url", "http://[fe80::1]" },
        { "url", "http://[febf::1]" },
        { "url", "http://LOCALHOST" },
        { "url", "http://localhost." },
        { "url", "http://backend.localhost" },
        { "url", "http://loc%61lhost" },
        { "vpcId", "vpc-123" },
        { "vpcId", "vpc-123456789" },
        { "vpcId", "VPC-12345678" },
        { "vpcId", "subnet-12345678" },
        { "subnetIds", "subnet-12345678,subnet-1234567,subnet-0123456789abcdef0" },
        { "subnetIds", "subnet-12345678," },
        { "subnetIds", "subnet-12345678|subnet-87654321" },
        { "subnetIds", "subnet-12345678,subnet-12345678" },
        { "backendCidrs", "10.0.12.5" },
        { "backendCidrs", "10.0.12.5/33" },
        { "backendCidrs", "10.0.12.256/32" },
        { "backendCidrs", "10.0.12.5/24" },
        { "backendCidrs", "10.0.12.0/24,nonsense" },
        { "backendCidrs", "fd00::/129" },
        { "backendCidrs", "10.0.12.0/24,fd00::1/64" },
        { "allowedCidrs", "" },
        { "allowedCidrs", "any" },
        { "allowedCidrs", "github" },
        { "allowedCidrs", "203.0.113.7" },
        { "allowedCidrs", "203.0.113.7/24" },
        { "allowedCidrs", "203.0.113.0/024" },
        { "allowedCidrs", "203.0.113.0/24;198.51.100.0/24" },
        { "jwtIssuer", "http://issuer.example" },
        { "jwtIssuer", "https://issuer.example/?a=1" },
        { "jwtIssuer", "https://replace-me.invalid" },
        { "jwtAudience", "" },
        { "jwtAudience", "a,,b" },
        { "jwtAudience", "a b" },
        { "backendCidrs", "192.168.0.0/16" },
        { "url", "http://10.0.12.5/x#" },
        { "url", "http://10.0.12.5:0" },
        { "path", "ping" },
        { "path", "/forward" },
        { "path", "a//b" },
        { "path", "a/../b" },
        { "path", "{proxy+}" },
        { "alarmTopicArn", "alarms" },
        { "alarmTopicArn", " " },
        { "alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:" },
        { "alarmTopicArn", "arn:aws:sns:eu-west-1:12345678901:alarms" },
        { "alarmTopicArn", "arn:aws:sns::123456789012:alarms" },
        { "alarmTopicArn", "arn:aws:sqs:eu-west-1:123456789012:alarms" },
        { "alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:alarms.fifo" },
        { "alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:alarms:0f8fad5b-d9cb-469f-a165-70867728950e" },
        { "alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:a,arn:aws:sns:eu-west-1:123456789012:b" },
        { "alarmTopicArn", "arn:aws:sns:us-east-1:123456789012:alarms" },
        { "trustedHeaders", "a b" },
        { "trustedHeaders", "a:b" },
        { "trustedHeaders", "X-Real-IP," },
        { "trustedHeaders", "X-Real-IP,X-Real-IP" },
        { "trustedHeaders", "Host" },
        { "trustedHeaders", "HOST" },
        { "trustedHeaders", "content-length" },
        { "trustedHeaders", "Content_Length" },
        { "trustedHeaders", "via" },
        { "trustedHeaders", "Forwarded" },
        { "trustedHeaders", "X-Forwarded-For" },
        { "trustedHeaders", "x_forwarded_for" },
        { "trustedHeaders", "X-Forwarded-Host" },
        { "trustedHeaders", "X-Forwarded-Proto" },
        { "trustedHeaders", "X-Forwarded-Port" },
        { "trustedHeaders", "X-Forwarded-Prefix" },
        { "trustedHeaders", "X-Amzn-Trace-Id" },
        { "trustedHeaders", "X-Proxy-Delivery-Id" },
        { "trustedHeaders", "x_proxy_delivery_attempt" },
        { "trustedHeaders", "Authorization" },
        { "trustedHeaders", "x-api-key" },
        { "trustedHeaders", "X_API_KEY" },
        { "trustedHeaders", "X-Amz-Security-Token" },
        { "trustedHeaders", "Connection" },
        { "trustedHeaders", "Keep-Alive" },
        { "trustedHeaders", "Proxy-Connection" },
        { "trustedHeaders", "Proxy-Authenticate" },
        { "trustedHeaders", "Proxy-Authentication-Info" },
        { "trustedHeaders", "Proxy-Authorization" },
        { "trustedHeaders", "te" },
        { "trustedHeaders", "Trailer" },
        { "trustedHeaders", "Transfer_Encoding" },
        { "trustedHeaders", "Upgrade" },
        { "trustedHeaders", "HTTP2-Settings" },
        { "trustedHeaders", "Expect" },
        { "trustedHeaders", "X-Real-IP, Host" },
    };

    /// <summary>A setting of the default proxy, and a valid value.</summary>
    public static TheoryData<string, string> RightValues => new()
    {
        { "url", "https://jenkins.internal" },
        { "url", "HTTP://10.0.12.5/a/b?c=d" },
        { "url", "http://10.0.12.5:65535/" },
        { "url", "http://localhost.example" },
        { "url", "http://notlocalhost" },
        { "url", "http://backend.vpc-lattice-svcs.eu-west-1.on.aws" },
        { "vpcId", "vpc-0123456789abcdef0" },
        { "subnetIds", "subnet-12345678" },
        { "allowedCidrs", "203.0.113.0/24, 2001:db8::/32,198.51.100.7/32" },
        { "jwtIssuer", "https://issuer.example/tenant" },
        { "jwtAudience", "api://proxy, other" },
        { "backendCidrs", "10.0.12.5/32" },
        { "backendCidrs", "0.0.0.0/0" },
        { "backendCidrs", "10.0.0.0/8, 172.16.0.0/12, fd00:7::/64" },
        { "path", "hooks/github.com_1-x" },
        { "trustedHeaders", "" },
        { "trustedHeaders", "X-Forwarded-User, X_Real_IP,X-Forwarded-Hosts" },
        { "alarmTopicArn", "" },
        { "alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:on-call_1" },
        { "alarmTopicArn", "arn:aws-us-gov:sns:eu-west-1:123456789012:alarms" },
    };

    /// <summary>A setting of an option, or a value that an option adds, and an invalid value.</summary>
    public static TheoryData<string, string> WrongOfOptions =>
        new()
        {
            { "budgetEmail", "on-call" },
            { "budgetEmail", "on-call@example" },
            { "budgetEmail", "a@example.com,b@example.com" },
            { "budgetEmail", "On Call <on-call@example.com>" },
            {
                "budgetEmail",
                "an-address-that-is-much-too-long-for-the-name-of-a-budget-with-it@very-long-subdomain.example.com"
            },
            { "wafRequestsPer5Minutes", "9" },
            { "wafRequestsPer5Minutes", "1000.5" },
            { "wafRequestsPer5Minutes", "2000000001" },
            { "wafRequestsPer5Minutes", "many" },
            { "budgetEmail", "" },
            { "wafRequestsPer5Minutes", "" },
            { "monthlyBudgetUsd", "" },
            { "monthlyBudgetUsd", "0" },
            { "monthlyBudgetUsd", "$50" },
            { "deliveredStatuses", "" },
            { "deliveredStatuses", "404" },
            { "deliveredStatuses", "2xx,6xx" },
            { "deliveredStatuses", "2xx;404" },
            { "container", "an image" },
            { "allowedCidrs", "github.com" },
        };

    /// <summary>A setting of an option, or a value that an option adds, and a valid value.</summary>
    public static TheoryData<string, string> RightOfOptions => new()
    {
        { "budgetEmail", "on-call+proxies@example.com" },
        { "wafRequestsPer5Minutes", "10" },
        { "wafRequestsPer5Minutes", "2000000000" },
        { "monthlyBudgetUsd", "12.50" },
        { "deliveredStatuses", "2xx, 404" },
        { "container", "" },
        { "container", "example.com/net-aot:8" },
        { "allowedCidrs", "github,203.0.113.0/24" },
    };

    public async Task InitializeAsync() => scaffold = await Shared.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("package")]
    [InlineData("deploy")]
    public async Task Placeholders_AreRefusedByName_AllAtOnce(params string[] command)
    {
        var output = await RefuseAsync(await scaffold.ServerlessAsync(command));
        Assert.Contains("url: \"http://replace-me.invalid\" is a placeholder", output, StringComparison.Ordinal);
        Assert.Contains("vpcId: \"vpc-replace-me\" is a placeholder", output, StringComparison.Ordinal);
        Assert.Contains("subnetIds: \"subnet-replace-me\" is a placeholder", output, StringComparison.Ordinal);
    }

    /// <summary>Each wrong value is one line, and nothing else is wrong.</summary>
    [Theory]
    [InlineData(
        "url=/relative",
        "vpcId=vpc-123",
        "subnetIds=subnet-12345678,subnet-1234567,subnet-0123456789abcdef0",
        "backendCidrs=10.0.12.5/33",
        "path={proxy+}",
        "alarmTopicArn=alarms")]
    [InlineData(
        "subnetIds=subnet-12345678,",
        "backendCidrs=192.168.0.0/16",
        "alarmTopicArn=arn:aws:sns:us-east-1:123456789012:alarms")]
    public async Task WrongValues_AreRefusedByName_AllAtOnce(params string[] parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var wrong = parameters
            .Select(parameter => parameter.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        string[] names = ["url", "vpcId", "subnetIds", "backendCidrs", "path"];
        var all = names.ToDictionary(name => name, name => Right[name]).Concat(wrong).GroupBy(pair => pair.Key);
        var options = all.SelectMany(pair => new[] { "--param", $"{pair.Key}={pair.Last().Value}" });
        var output = await RefuseAsync(await scaffold.ServerlessAsync(["package", .. options]));
        Assert.All(
            wrong,
            pair => Assert.Contains($"  {pair.Key}: \"{pair.Value}\" ", output, StringComparison.Ordinal));
        Assert.DoesNotContain("placeholder", output, StringComparison.Ordinal);
        var problems = output.Split('\n').Where(line => line.Contains(". Use ", StringComparison.Ordinal)).ToList();
        Assert.Equal(wrong.Count, problems.Count);
        PluginMessage.AssertForm(problems.Select(problem => problem.Trim()));
    }

    /// <summary>The table of plugin/settings.js, without the Serverless Framework, which takes seconds for each value.
    /// </summary>
    [Theory]
    [MemberData(nameof(Wrong))]
    [MemberData(nameof(WrongOfOptions))]
    public async Task WrongValue_IsOneProblem(string parameter, string value)
    {
        var problems = (await Found.Value)[(parameter, value)];
        Assert.StartsWith($"{parameter}: \"{value}\" ", Assert.Single(problems), StringComparison.Ordinal);
        PluginMessage.AssertForm(problems);
    }

    [Theory]
    [MemberData(nameof(RightValues))]
    [MemberData(nameof(RightOfOptions))]
    public async Task RightValue_IsNoProblem(string parameter, string value) =>
        Assert.Empty((await Found.Value)[(parameter, value)]);

    /// <summary>A budget needs a region that is billed in US dollars.</summary>
    [Theory]
    [InlineData("us-east-1", false)]
    [InlineData("cn-north-1", true)]
    [InlineData("us-gov-west-1", true)]
    public async Task Budget_IsInDollars(string region, bool isProblem)
    {
        var problems = await ProblemsAsync(new(RightWithOptions) { ["region"] = region }, LocalPlugin.AllOptions);
        Assert.Equal(isProblem ? 1 : 0, problems.Length);
        PluginMessage.AssertForm(problems);
        Assert.All(problems, problem => Assert.StartsWith(
            $"budgetEmail: \"on-call@example.com\" does not work in {region}, which has no budgets in US dollars. ",
            problem,
            StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rest", 8192, 380)]
    [InlineData("http", 3000, 160)]
    public async Task AllowedCidrs_ThatAwsWouldRefuseTogether_AreOneProblem(string apiType, int limit, int count)
    {
        Assert.Empty(await ProblemsAsync(With(count), LocalPlugin.Default));
        var problem = Assert.Single(await ProblemsAsync(With(count + 50), LocalPlugin.Default));
        Assert.Contains($", and {limit} fit. ", problem, StringComparison.Ordinal);

        Dictionary<string, string> With(int number) => new(Right)
        {
            ["apiType"] = apiType,
            ["allowedCidrs"] = string.Join(
                ',',
                Enumerable.Range(0, number).Select(index => $"10.10.{(index / 100) + 100}.{(index % 100) + 100}/32")),
        };
    }

    /// <summary>`sls deploy function` would set role, network and environment without CloudFormation.</summary>
    [Fact]
    public async Task FunctionAlone_IsNotDeployed()
    {
        var output = await RefuseAsync(await scaffold.ServerlessAsync("deploy", "function", "--function", "forward"));
        Assert.Contains("sls deploy function: is disabled, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Region_ThatDoesNotExist_IsRefused()
    {
        var output = await RefuseAsync(await scaffold.ServerlessAsync("package", "--region", "nowhere"));
        Assert.Contains("provider.region", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_ThatAwsWouldRefuse_AreRefused()
    {
        var output = await RefuseAsync(await scaffold.ServerlessAsync("package", "--stage", new string('s', 60)));
        Assert.Contains("service and stage: ", output, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<(string, string), string[]>> EachAsync(
        IEnumerable<object[]> rows,
        Dictionary<string, string> right,
        string folder)
    {
        var pairs = rows.Select(row => (Name: (string)row[0], Value: (string)row[1])).ToList();
        var values = pairs.Select(Arguments);
        var found = await LocalPlugin.ProblemsOfEachAsync(["settings"], values, folder);
        return pairs.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);

        object[] Arguments((string Name, string Value) pair) =>
            [new Dictionary<string, string>(right) { [pair.Name] = pair.Value }];
    }

    private static async Task<string[]> ProblemsAsync(Dictionary<string, string> values, string folder) =>
        (await LocalPlugin.ProblemsOfEachAsync(["settings"], [[values]], folder)).Single();

    private async Task<string> RefuseAsync(Command command)
    {
        var result = await (command with
        {
            // Credentials with which a request could start: nothing may be sent.
            Environment =
            [
                .. command.Environment,
                new("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
                new("AWS_SECRET_ACCESS_KEY", "example"),
            ],
            Timeout = TimeSpan.FromMinutes(1),
        }).RunAsync();
        Assert.NotEqual(0, result.ExitCode);
        Assert.False(Directory.Exists(scaffold.In("artifacts")), "Something was built.");
        return result.Output;
    }
}
