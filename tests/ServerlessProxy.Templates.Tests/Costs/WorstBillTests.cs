using System.Globalization;
using ServerlessProxy.Bench;
using ServerlessProxy.Eng;
using YamlDotNet.RepresentationModel;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks the highest possible bills in docs/costs.md against a scaffold's limits and AWS's prices.</summary>
public sealed class WorstBillTests
{
    private const string Header = "| at most, in 30 days |";

    /// <summary>The heading of the table, the API type, and the number of columns with amounts.</summary>
    [Theory]
    [InlineData("A REST API", "rest", 2)]
    [InlineData("An HTTP API", "http", 1)]
    public async Task Table_FollowsFromTheLimits(string heading, string apiType, int columns)
    {
        // No option changes the limits.
        var scaffold = await Template.CreateAsync($"bill-{apiType}-{columns}", "my-proxy", Template.Working);
        var yaml = ScaffoldFiles.Yaml(await File.ReadAllTextAsync(scaffold.In("serverless.yml")));
        var stage = new WorstBill(
            apiType,
            OfStage(yaml),
            (int)Number(yaml["provider"]["memorySize"]),
            (int)Number(yaml["provider"]["timeout"]),
            (int)Number(yaml["functions"]["forward"]["reservedConcurrency"]),
            await AlarmMetricsAsync(scaffold));
        WorstBill[] bills = columns == 2 ? [stage with { Requests = OfQuota(yaml) }, stage] : [stage];

        var lines = await SectionAsync(heading);
        var rows = Assert.Single(Tables(lines));
        var columnsFromEnd = Enumerable.Range(1, columns).Reverse();
        Assert.Equal(bills.Select(bill => bill.Column.ToList()), columnsFromEnd.Select(Amounts));

        // The header counts the same requests as the sum.
        var text = string.Concat(lines);
        Assert.All(bills, bill => Assert.Contains(Count(bill.Requests), text, StringComparison.Ordinal));

        List<string> Amounts(int fromEnd) => [.. rows.Select(row => row[^fromEnd].Trim('*'))];
    }

    /// <summary>With a queue, the table has the costs of each million requests, and the fixed costs.</summary>
    [Theory]
    [InlineData("A REST API with a queue", "rest", "queued", 0)]
    [InlineData("A REST API with a queue", "rest", "fifo", 1)]
    [InlineData("An HTTP API with a queue", "http", "queued", 0)]
    [InlineData("An HTTP API with a queue", "http", "fifo", 1)]
    public async Task TableOfAQueue_FollowsFromTheLimits(string heading, string apiType, string delivery, int table)
    {
        // The limits do not depend on the API type.
        string[] options = [.. Template.Working, "--delivery", delivery];
        var scaffold = await Template.CreateAsync($"bill-{apiType}-{delivery}", "my-proxy", options);
        var yaml = ScaffoldFiles.Yaml(await File.ReadAllTextAsync(scaffold.In("serverless.yml")));
        var functions = new[] { "forward", "deliver" }.Select(name => yaml["functions"][name]);
        var quick = new QueueBill(
            apiType,
            OfStage(yaml),
            Attempts: 1,
            IsDelivered: true,
            KilobytesOfMessage: 64,
            (int)Number(yaml["provider"]["memorySize"]),
            (int)functions.Sum(function => Number(function["reservedConcurrency"])),
            await AlarmMetricsAsync(scaffold));
        var never = quick with
        {
            Attempts = await AttemptsAsync(scaffold),
            IsDelivered = false,
            KilobytesOfMessage = 1024,
        };

        var tables = Tables(await SectionAsync(heading));
        Assert.Equal(2, tables.Count);
        var rows = tables[table];
        Assert.Equal(new[] { quick, never }.Select(bill => bill.Column.ToList()), new[] { 2, 1 }.Select(Amounts));
        Assert.Contains(Count(quick.Requests), rows[^1][0], StringComparison.Ordinal);

        List<string> Amounts(int fromEnd) => [.. rows.Select(row => row[^fromEnd].Trim('*'))];
    }

    [Fact]
    public async Task Dashboard_IsExtra()
    {
        var text = string.Join('\n', await SectionAsync("The highest possible bill"));
        var price = WorstBill.InDollars([AwsPrice.Dashboard]).Single();
        Assert.Contains($"(../options/dashboard/docs/dashboard.md) costs {price},", text, StringComparison.Ordinal);
    }

    private static string Count(long requests) => requests.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Returns the lines from a heading of docs/costs.md to the next heading.</summary>
    private static async Task<List<string>> SectionAsync(string heading) =>
        [.. (await File.ReadAllLinesAsync(Repository.In("docs", "costs.md")))
            .SkipWhile(line => line.TrimStart('#', ' ') != heading || !line.StartsWith('#'))
            .Skip(1)
            .TakeWhile(line => !line.StartsWith('#'))];

    /// <summary>Returns the cells of each table.</summary>
    private static List<List<string[]>> Tables(List<string> lines) =>
        [.. Enumerable.Range(0, lines.Count)
            .Where(line => lines[line].StartsWith(Header, StringComparison.Ordinal))
            .Select(line => Rows(lines[line..]))];

    private static List<string[]> Rows(IEnumerable<string> lines) =>
        [.. lines.Skip(2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split(" | "))];

    /// <summary>A metric that two alarms use is billed twice.</summary>
    private static async Task<int> AlarmMetricsAsync(Scaffold scaffold) =>
        (await File.ReadAllLinesAsync(scaffold.In("resources", "alarms.yml")))
            .Count(line => line.Contains("MetricName: ", StringComparison.Ordinal));

    /// <summary>Returns the sum of the attempts of all queues.</summary>
    private static async Task<int> AttemptsAsync(Scaffold scaffold) =>
        (await File.ReadAllLinesAsync(scaffold.In("resources", "queue.yml")))
            .Where(line => line.Contains("maxReceiveCount: ", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split(": ")[1], CultureInfo.InvariantCulture));

    /// <summary>Returns how many requests the stage accepts.</summary>
    private static long OfStage(IReadOnlyDictionary<string, YamlNode> yaml)
    {
        var limits = yaml["custom"]["apiGatewayThrottling"];
        return (Number(limits["maxRequestsPerSecond"]) * WorstBill.Seconds) + Number(limits["maxConcurrentRequests"]);
    }

    private static long OfQuota(IReadOnlyDictionary<string, YamlNode> yaml)
    {
        var quota = yaml["custom"]["apiKeys"][0]["usagePlan"]["quota"];
        Assert.Equal("DAY", quota["period"].ToString());
        return 30 * Number(quota["limit"]);
    }

    private static long Number(YamlNode node) => long.Parse(node.ToString(), CultureInfo.InvariantCulture);
}
