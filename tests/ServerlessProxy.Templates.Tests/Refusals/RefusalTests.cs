using System.Text.Json;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Parameters that cannot be used: refused by name, all at once, before anything is built or sent.</summary>
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
    };

    private Scaffold scaffold = null!;

    public async Task InitializeAsync() => scaffold = await Shared.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("package")]
    [InlineData("deploy")]
    public async Task Placeholders_AreRefusedByName_AllAtOnce(params string[] command)
    {
        var output = await RefuseAsync(await scaffold.ServerlessAsync(command));
        Assert.Contains("url: \"http://replace-me.invalid\" is the placeholder", output, StringComparison.Ordinal);
        Assert.Contains("vpcId: \"vpc-replace-me\" is the placeholder", output, StringComparison.Ordinal);
        Assert.Contains("subnetIds: \"subnet-replace-me\" is the placeholder", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("url", "/relative")]
    [InlineData("vpcId", "vpc-123")]
    [InlineData("subnetIds", "subnet-12345678,subnet-1234567,subnet-0123456789abcdef0")]
    [InlineData("subnetIds", "subnet-12345678,")]
    [InlineData("backendCidrs", "10.0.12.5/33")]
    [InlineData("backendCidrs", "192.168.0.0/16")]
    [InlineData("path", "{proxy+}")]
    [InlineData("alarmTopicArn", "alarms")]
    [InlineData("alarmTopicArn", "arn:aws:sns:us-east-1:123456789012:alarms")]
    public async Task WrongValue_IsRefusedByName(string parameter, string value)
    {
        var output = await RefuseAsync(await PackageWithAsync(parameter, value));
        Assert.Contains($"  {parameter}: \"{value}\" ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("placeholder", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), line => line.Contains("; right is ", StringComparison.Ordinal));
    }

    /// <summary>The table of serverless/parameters.js itself, without the Serverless Framework around it, which takes seconds a value.</summary>
    [Theory]
    [InlineData("url", "/relative")]
    [InlineData("url", "10.0.12.5:8080")]
    [InlineData("url", "ftp://10.0.12.5")]
    [InlineData("url", "http:10.0.12.5")]
    [InlineData("url", "http://")]
    [InlineData("url", "http://10.0.12.5:99999")]
    [InlineData("url", "http://user:pass@10.0.12.5")]
    [InlineData("url", "http://10.0.12.5/#x")]
    [InlineData("url", "http://10.0.12.5/a b")]
    [InlineData("url", "http://localhost:8080")]
    [InlineData("url", "http://127.0.0.1")]
    [InlineData("url", "http://0.0.0.0")]
    [InlineData("url", "http://0")]
    [InlineData("url", "http://127.1")]
    [InlineData("url", "http://127.0.0.1.")]
    [InlineData("url", "http://2130706433")]
    [InlineData("url", "http://0x7f.1")]
    [InlineData("url", "http://0177.0.0.1")]
    [InlineData("url", "http://[::]")]
    [InlineData("url", "http://[::1]:8080")]
    [InlineData("url", "http://[::127.0.0.1]")]
    [InlineData("url", "http://[::ffff:127.0.0.1]")]
    [InlineData("url", "http://[::ffff:0.0.0.0]")]
    [InlineData("url", "http://[::ffff:169.254.169.254]")]
    [InlineData("url", "http://169.254.169.254")]
    [InlineData("url", "http://[fe80::1]")]
    [InlineData("url", "http://[febf::1]")]
    [InlineData("url", "http://LOCALHOST")]
    [InlineData("url", "http://localhost.")]
    [InlineData("url", "http://backend.localhost")]
    [InlineData("url", "http://loc%61lhost")]
    [InlineData("vpcId", "vpc-123")]
    [InlineData("vpcId", "vpc-123456789")]
    [InlineData("vpcId", "VPC-12345678")]
    [InlineData("vpcId", "subnet-12345678")]
    [InlineData("subnetIds", "subnet-12345678,subnet-1234567,subnet-0123456789abcdef0")]
    [InlineData("subnetIds", "subnet-12345678,")]
    [InlineData("subnetIds", "subnet-12345678|subnet-87654321")]
    [InlineData("subnetIds", "subnet-12345678,subnet-12345678")]
    [InlineData("backendCidrs", "10.0.12.5")]
    [InlineData("backendCidrs", "10.0.12.5/33")]
    [InlineData("backendCidrs", "10.0.12.256/32")]
    [InlineData("backendCidrs", "10.0.12.5/24")]
    [InlineData("backendCidrs", "10.0.12.0/24,nonsense")]
    [InlineData("backendCidrs", "fd00::/129")]
    [InlineData("backendCidrs", "10.0.12.0/24,fd00::1/64")]
    [InlineData("allowedCidrs", "")]
    [InlineData("allowedCidrs", "any")]
    [InlineData("allowedCidrs", "github")]
    [InlineData("allowedCidrs", "203.0.113.7")]
    [InlineData("allowedCidrs", "203.0.113.7/24")]
    [InlineData("allowedCidrs", "203.0.113.0/024")]
    [InlineData("allowedCidrs", "203.0.113.0/24;198.51.100.0/24")]
    [InlineData("jwtIssuer", "http://issuer.example")]
    [InlineData("jwtIssuer", "https://issuer.example/?a=1")]
    [InlineData("jwtIssuer", "https://replace-me.invalid")]
    [InlineData("jwtAudience", "")]
    [InlineData("jwtAudience", "a,,b")]
    [InlineData("jwtAudience", "a b")]
    [InlineData("backendCidrs", "192.168.0.0/16")]
    [InlineData("url", "http://10.0.12.5/x#")]
    [InlineData("url", "http://10.0.12.5:0")]
    [InlineData("path", "ping")]
    [InlineData("path", "/forward")]
    [InlineData("path", "a//b")]
    [InlineData("path", "a/../b")]
    [InlineData("path", "{proxy+}")]
    [InlineData("alarmTopicArn", "alarms")]
    [InlineData("alarmTopicArn", " ")]
    [InlineData("alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:")]
    [InlineData("alarmTopicArn", "arn:aws:sns:eu-west-1:12345678901:alarms")]
    [InlineData("alarmTopicArn", "arn:aws:sns::123456789012:alarms")]
    [InlineData("alarmTopicArn", "arn:aws:sqs:eu-west-1:123456789012:alarms")]
    [InlineData("alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:alarms.fifo")]
    [InlineData("alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:alarms:0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:a,arn:aws:sns:eu-west-1:123456789012:b")]
    [InlineData("alarmTopicArn", "arn:aws:sns:us-east-1:123456789012:alarms")]
    [InlineData("budgetEmail", "on-call")]
    [InlineData("budgetEmail", "on-call@example")]
    [InlineData("budgetEmail", "a@example.com,b@example.com")]
    [InlineData("budgetEmail", "On Call <on-call@example.com>")]
    [InlineData("budgetEmail", "an-address-that-is-much-too-long-for-the-name-of-a-budget-with-it@very-long-subdomain.example.com")]
    [InlineData("trustedHeaders", "a b")]
    [InlineData("trustedHeaders", "a:b")]
    [InlineData("trustedHeaders", "X-Real-IP,")]
    [InlineData("trustedHeaders", "X-Real-IP,X-Real-IP")]
    [InlineData("trustedHeaders", "Host")]
    [InlineData("trustedHeaders", "HOST")]
    [InlineData("trustedHeaders", "content-length")]
    [InlineData("trustedHeaders", "Content_Length")]
    [InlineData("trustedHeaders", "via")]
    [InlineData("trustedHeaders", "Forwarded")]
    [InlineData("trustedHeaders", "X-Forwarded-For")]
    [InlineData("trustedHeaders", "x_forwarded_for")]
    [InlineData("trustedHeaders", "X-Forwarded-Host")]
    [InlineData("trustedHeaders", "X-Forwarded-Proto")]
    [InlineData("trustedHeaders", "X-Forwarded-Port")]
    [InlineData("trustedHeaders", "X-Forwarded-Prefix")]
    [InlineData("trustedHeaders", "X-Amzn-Trace-Id")]
    [InlineData("trustedHeaders", "X-Proxy-Delivery-Id")]
    [InlineData("trustedHeaders", "x_proxy_delivery_attempt")]
    [InlineData("trustedHeaders", "Authorization")]
    [InlineData("trustedHeaders", "x-api-key")]
    [InlineData("trustedHeaders", "X_API_KEY")]
    [InlineData("trustedHeaders", "X-Amz-Security-Token")]
    [InlineData("trustedHeaders", "Connection")]
    [InlineData("trustedHeaders", "Keep-Alive")]
    [InlineData("trustedHeaders", "Proxy-Connection")]
    [InlineData("trustedHeaders", "Proxy-Authenticate")]
    [InlineData("trustedHeaders", "Proxy-Authentication-Info")]
    [InlineData("trustedHeaders", "Proxy-Authorization")]
    [InlineData("trustedHeaders", "te")]
    [InlineData("trustedHeaders", "Trailer")]
    [InlineData("trustedHeaders", "Transfer_Encoding")]
    [InlineData("trustedHeaders", "Upgrade")]
    [InlineData("trustedHeaders", "HTTP2-Settings")]
    [InlineData("trustedHeaders", "Expect")]
    [InlineData("trustedHeaders", "X-Real-IP, Host")]
    [InlineData("wafRequestsPer5Minutes", "9")]
    [InlineData("wafRequestsPer5Minutes", "1000.5")]
    [InlineData("wafRequestsPer5Minutes", "2000000001")]
    [InlineData("wafRequestsPer5Minutes", "many")]
    public async Task WrongValue_IsOneProblem(string parameter, string value)
    {
        var problem = Assert.Single(await ProblemsAsync(new Dictionary<string, string>(Right) { [parameter] = value }));
        Assert.StartsWith($"{parameter}: \"{value}\" ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("url", "https://jenkins.internal")]
    [InlineData("url", "HTTP://10.0.12.5/a/b?c=d")]
    [InlineData("url", "http://10.0.12.5:65535/")]
    [InlineData("url", "http://localhost.example")]
    [InlineData("url", "http://notlocalhost")]
    [InlineData("url", "http://backend.vpc-lattice-svcs.eu-west-1.on.aws")]
    [InlineData("vpcId", "vpc-0123456789abcdef0")]
    [InlineData("subnetIds", "subnet-12345678")]
    [InlineData("allowedCidrs", "203.0.113.0/24, 2001:db8::/32,198.51.100.7/32")]
    [InlineData("jwtIssuer", "https://issuer.example/tenant")]
    [InlineData("jwtAudience", "api://proxy, other")]
    [InlineData("backendCidrs", "10.0.12.5/32")]
    [InlineData("backendCidrs", "0.0.0.0/0")]
    [InlineData("backendCidrs", "10.0.0.0/8, 172.16.0.0/12, fd00:7::/64")]
    [InlineData("path", "hooks/github.com_1-x")]
    [InlineData("trustedHeaders", "")]
    [InlineData("trustedHeaders", "X-Forwarded-User, X_Real_IP,X-Forwarded-Hosts")]
    [InlineData("alarmTopicArn", "")]
    [InlineData("alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:on-call_1")]
    [InlineData("alarmTopicArn", "arn:aws-us-gov:sns:eu-west-1:123456789012:alarms")]
    [InlineData("budgetEmail", "")]
    [InlineData("budgetEmail", "on-call+proxies@example.com")]
    [InlineData("monthlyBudgetUsd", "not looked at without an address")]
    [InlineData("wafRequestsPer5Minutes", "")]
    [InlineData("wafRequestsPer5Minutes", "10")]
    [InlineData("wafRequestsPer5Minutes", "2000000000")]
    public async Task RightValue_IsNoProblem(string parameter, string value) =>
        Assert.Empty(await ProblemsAsync(new Dictionary<string, string>(Right) { [parameter] = value }));

    /// <summary>What goes with an address to tell: an amount, and a region that is billed in dollars.</summary>
    [Theory]
    [InlineData("50", "eu-west-1", null)]
    [InlineData("12.50", "us-east-1", null)]
    [InlineData("0", "eu-west-1", "monthlyBudgetUsd: \"0\" is no amount")]
    [InlineData("", "eu-west-1", "monthlyBudgetUsd: \"\" is no amount")]
    [InlineData("$50", "eu-west-1", "monthlyBudgetUsd: \"$50\" is no amount")]
    [InlineData("50", "cn-north-1", "budgetEmail: \"on-call@example.com\" would be of a budget in US dollars, which cn-north-1 has not")]
    [InlineData("50", "us-gov-west-1", "budgetEmail: \"on-call@example.com\" would be of a budget in US dollars, which us-gov-west-1 has not")]
    public async Task Budget_IsOfDollars(string amount, string region, string? problem)
    {
        var problems = await ProblemsAsync(new Dictionary<string, string>(Right) { ["budgetEmail"] = "on-call@example.com", ["monthlyBudgetUsd"] = amount, ["region"] = region });
        Assert.Equal(problem is null ? 0 : 1, problems.Length);
        Assert.All(problems, each => Assert.StartsWith($"{problem}; right is ", each, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rest", 8192, 380)]
    [InlineData("http", 3000, 160)]
    public async Task AllowedCidrs_ThatAwsWouldRefuseTogether_AreOneProblem(string apiType, int limit, int count)
    {
        string Cidrs(int number) => string.Join(',', Enumerable.Range(0, number).Select(index => $"10.10.{index / 100 + 100}.{index % 100 + 100}/32"));
        Assert.Empty(await ProblemsAsync(new Dictionary<string, string>(Right) { ["allowedCidrs"] = Cidrs(count), ["apiType"] = apiType }));
        var problem = Assert.Single(await ProblemsAsync(new Dictionary<string, string>(Right) { ["allowedCidrs"] = Cidrs(count + 50), ["apiType"] = apiType }));
        Assert.Contains($"where {limit} fit", problem, StringComparison.Ordinal);
    }

    /// <summary>It would set role, network and environment otherwise than CloudFormation.</summary>
    [Fact]
    public async Task FunctionAlone_IsNotDeployed()
    {
        var output = await RefuseAsync(await scaffold.ServerlessAsync("deploy", "function", "--function", "forward"));
        Assert.Contains("right is sls deploy", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Region_ThatIsNone_IsRefused()
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

    private async Task<string[]> ProblemsAsync(Dictionary<string, string> parameters)
    {
        var values = JsonSerializer.Serialize(new Dictionary<string, string>(parameters) { ["service and stage"] = "my-proxy-dev" });
        var script = "console.log(JSON.stringify(require('./serverless/parameters').problems(JSON.parse(process.argv[1]))))";
        var run = await new Command("node", "--eval", script, values) { Folder = scaffold.Folder }.RunAsync();
        return JsonSerializer.Deserialize<string[]>(run.OrFail().Output)!;
    }

    private async Task<Command> PackageWithAsync(string parameter, string value)
    {
        var parameters = new Dictionary<string, string>(Right) { [parameter] = value };
        return await scaffold.ServerlessAsync(["package", .. parameters.SelectMany(pair => new[] { "--param", $"{pair.Key}={pair.Value}" })]);
    }

    private async Task<string> RefuseAsync(Command command)
    {
        var result = await (command with
        {
            // Credentials that would do for a start: nothing may be sent with them.
            Environment = command.Environment.Concat([new("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), new("AWS_SECRET_ACCESS_KEY", "example")]),
            Timeout = TimeSpan.FromMinutes(1),
        }).RunAsync();
        Assert.NotEqual(0, result.ExitCode);
        Assert.False(Directory.Exists(scaffold.In("artifacts")), "Something was built.");
        return result.Output;
    }
}
