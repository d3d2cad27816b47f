using System.Globalization;
using ServerlessProxy.Bench;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks that the table of memory and costs in docs/costs.md is that of the benchmark.</summary>
public sealed class MemoryTableTests
{
    private const string Header = "| memory | of a CPU | first request, managed |";

    [Fact]
    public async Task Table_IsThatOfTheBenchmark()
    {
        var rows = Rows(await File.ReadAllLinesAsync(Repository.In("docs", "costs.md")));
        Assert.Equal(["128 MB", "256 MB", "512 MB", "1024 MB", "1769 MB"], rows.Select(row => row[0]));
        Assert.Equal(Rows(await File.ReadAllLinesAsync(Repository.In("bench", "README.md"))), rows);
    }

    [Fact]
    public async Task Cost_IsThePriceOfTheTime()
    {
        foreach (var row in Rows(await File.ReadAllLinesAsync(Repository.In("docs", "costs.md"))))
        {
            Assert.Equal(
                LambdaPrice.OfAMillion((int)Number(row[0]), 100 + Number(row[4])),
                Number(row[6]),
                tolerance: 0.02);
        }
    }

    private static double Number(string cell) =>
        double.Parse(cell.Trim('$').Split(' ')[0], CultureInfo.InvariantCulture);

    private static List<string[]> Rows(string[] lines) =>
        [
            .. lines
                .SkipWhile(line => !line.StartsWith(Header, StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Trim('|', ' ').Split(" | ")),
        ];
}
