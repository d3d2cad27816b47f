using System.Globalization;
using ServerlessProxy.Eng;
using YamlDotNet.RepresentationModel;

namespace ServerlessProxy.Templates.Tests;

/// <summary>The worst monthly bill that a scaffold's README tells is that of its limits and of AWS's prices.</summary>
public sealed class WorstBillTests
{
    private const string Header = "| at most, in 30 days |";

    /// <summary>The API type, auth, and the columns of the table.</summary>
    [Theory]
    [InlineData("rest", "auto", 2)]
    [InlineData("rest", "none", 1)]
    [InlineData("http", "auto", 1)]
    public async Task Table_IsWhatTheLimitsAllow(string apiType, string auth, int columns)
    {
        var scaffold = await Template.CreateAsync($"bill-{apiType}-{auth}", "my-proxy", [.. Template.Working, "--api-type", apiType, "--auth", auth]);
        Assert.Empty(ScaffoldFiles.FindLeftovers(scaffold));
        var yaml = ScaffoldFiles.Yaml(await File.ReadAllTextAsync(scaffold.In("serverless.yml")));
        var stage = new WorstBill(
            apiType,
            OfStage(yaml),
            (int)Number(yaml["provider"]["memorySize"]),
            (int)Number(yaml["provider"]["timeout"]),
            (int)Number(yaml["functions"]["forward"]["reservedConcurrency"]),
            await AlarmMetricsAsync(scaffold, "alarms.yml"));
        WorstBill[] bills = columns == 2 ? [stage with { Requests = OfQuota(yaml) }, stage] : [stage];

        var lines = await File.ReadAllLinesAsync(scaffold.In("README.md"));
        var rows = Rows(lines);
        Assert.Equal(bills.Select(bill => bill.Column.ToList()), Enumerable.Range(0, columns).Select(column => rows.Select(row => row[^(columns - column)].Trim('*')).ToList()));

        // The text counts the same requests as the sum.
        Assert.All(bills, bill => Assert.Contains(bill.Requests.ToString("N0", CultureInfo.InvariantCulture), string.Concat(lines), StringComparison.Ordinal));
    }

    /// <summary>With a queue it is told for each million requests, and what does not depend on them.</summary>
    [Theory]
    [InlineData("rest", "queued")]
    [InlineData("rest", "fifo")]
    [InlineData("http", "queued")]
    [InlineData("http", "fifo")]
    public async Task Table_OfAQueue_IsWhatTheLimitsAllow(string apiType, string delivery)
    {
        var scaffold = await Template.CreateAsync($"bill-{apiType}-{delivery}", "my-proxy", [.. Template.Working, "--api-type", apiType, "--delivery", delivery]);
        Assert.Empty(ScaffoldFiles.FindLeftovers(scaffold));
        var yaml = ScaffoldFiles.Yaml(await File.ReadAllTextAsync(scaffold.In("serverless.yml")));
        var quick = new QueueBill(
            apiType,
            OfStage(yaml),
            Attempts: 1,
            IsDelivered: true,
            KilobytesOfMessage: 64,
            (int)Number(yaml["provider"]["memorySize"]),
            (int)(Number(yaml["functions"]["forward"]["reservedConcurrency"]) + Number(yaml["functions"]["deliver"]["reservedConcurrency"])),
            await AlarmMetricsAsync(scaffold, "queue-alarms.yml"));
        var never = quick with { Attempts = await AttemptsAsync(scaffold), IsDelivered = false, KilobytesOfMessage = 1024 };

        var rows = Rows(await File.ReadAllLinesAsync(scaffold.In("README.md")));
        Assert.Equal(new[] { quick, never }.Select(bill => bill.Column.ToList()), new[] { 2, 1 }.Select(fromEnd => rows.Select(row => row[^fromEnd].Trim('*')).ToList()));
        Assert.Contains(quick.Requests.ToString("N0", CultureInfo.InvariantCulture), rows[^1][0], StringComparison.Ordinal);
    }

    /// <summary>The package's README tells the sums of the defaults, of each API type.</summary>
    [Fact]
    public async Task Readme_TellsTheSameSums()
    {
        var readme = await File.ReadAllTextAsync(Repository.In("README.md"));
        foreach (var (apiType, auth) in new[] { ("rest", "auto"), ("http", "auto") })
        {
            var scaffold = await Template.CreateAsync($"bill-readme-{apiType}", "my-proxy", "--api-type", apiType, "--auth", auth);
            var sums = (await File.ReadAllLinesAsync(scaffold.In("README.md"))).Where(line => line.StartsWith("| **all**", StringComparison.Ordinal)).SelectMany(line => line.Split("**")).Where(text => text.StartsWith('$'));
            Assert.All(sums, sum => Assert.Contains(sum, readme, StringComparison.Ordinal));
        }
    }

    private static List<string[]> Rows(IEnumerable<string> lines) =>
        [.. lines.SkipWhile(line => !line.StartsWith(Header, StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split(" | "))];

    /// <summary>A metric that two alarms look at is billed twice.</summary>
    private static async Task<int> AlarmMetricsAsync(Scaffold scaffold, string file) =>
        (await File.ReadAllLinesAsync(scaffold.In("resources", file))).Count(line => line.Contains("MetricName: ", StringComparison.Ordinal));

    /// <summary>Returns the sum of the attempts of all queues.</summary>
    private static async Task<int> AttemptsAsync(Scaffold scaffold) =>
        (await File.ReadAllLinesAsync(scaffold.In("resources", "queue.yml")))
            .Where(line => line.Contains("maxReceiveCount: ", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split(": ")[1], CultureInfo.InvariantCulture));

    /// <summary>How many requests the stage lets through.</summary>
    private static long OfStage(IReadOnlyDictionary<string, YamlNode> yaml)
    {
        var throttling = yaml["custom"]["apiGatewayThrottling"];
        return (Number(throttling["maxRequestsPerSecond"]) * WorstBill.Seconds) + Number(throttling["maxConcurrentRequests"]);
    }

    private static long OfQuota(IReadOnlyDictionary<string, YamlNode> yaml)
    {
        var quota = yaml["custom"]["apiKeys"][0]["usagePlan"]["quota"];
        Assert.Equal("DAY", quota["period"].ToString());
        return 30 * Number(quota["limit"]);
    }

    private static long Number(YamlNode node) => long.Parse(node.ToString(), CultureInfo.InvariantCulture);
}
