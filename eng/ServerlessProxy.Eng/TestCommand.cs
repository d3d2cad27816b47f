using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace ServerlessProxy.Eng;

/// <summary><c>npm test</c>: checks the format, then runs the tests of the plugin, the scaffold (in place), the
/// forwarder and the template, and prints one line of counts.</summary>
public static class TestCommand
{
    private const double MinCoveredPercent = 90;

    /// <summary>Runs all tests. Arguments are passed to <c>dotnet test</c>, and skip the format check and the tests of
    /// the plugin: <c>npm test -- --filter F07</c>.</summary>
    /// <returns>0 if all passed.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var results = Repository.EmptyArtifacts("test-results");
        var environment = await BuildEnvironment.PrepareAsync();
        var exitCodes = 0;
        var (passedScripts, failedScripts) = (0, 0);
        if (arguments.Length == 0)
        {
            // The tests run even if the format is wrong or the plugin's tests fail.
            if (await FormatCommand.CheckAsync() != 0)
            {
                Console.WriteLine("The repository is not formatted. Run npm run format.");
                failedScripts = 1;
            }

            var plugin = await RunPluginTestsAsync(Path.Combine(results, "plugin.json"));
            (passedScripts, failedScripts) = (plugin.Passed, failedScripts + plugin.Failed);
        }

        foreach (var (name, project) in new[]
        {
            ("scaffold", Repository.In("content", "tests", "ServerlessProxy.1.Tests")),
            ("forwarder", Repository.In("tests", "ServerlessProxy.Forwarder.Tests")),
            ("template", Repository.In("tests", "ServerlessProxy.Templates.Tests")),
        })
        {
            exitCodes += await new Command(
                "dotnet",
                ["test", project, "--results-directory", results, "--logger", $"trx;LogFileName={name}.trx", "--logger", "console;verbosity=normal", .. arguments])
            {
                Environment = environment,
                // Far above what it takes: a machine that is busy with other things is no failure.
                Timeout = TimeSpan.FromMinutes(40),
            }.RunVisiblyAsync();
        }

        var (passed, failed, skipped) = Count(results);
        (passed, failed) = (passed + passedScripts, failed + failedScripts);
        var summary = $"{passed} passed, {failed} failed" + (skipped > 0 ? $", {skipped} skipped" : "");
        await File.WriteAllTextAsync(Path.Combine(results, "summary.txt"), summary + Environment.NewLine);
        Console.WriteLine(summary);
        return exitCodes == 0 && failed == 0 && passed > 0 ? 0 : 1;
    }

    /// <summary>Runs tests/plugin with node:test, which prints the covered lines. Node 20 has no threshold for them.
    /// </summary>
    private static async Task<(int Passed, int Failed)> RunPluginTestsAsync(string file)
    {
        string[] printed = ["--test-reporter=spec", "--test-reporter-destination=stdout"];
        string[] counted = ["--test-reporter=./tests/plugin/totals.js", $"--test-reporter-destination={file}"];
        string[] words = ["--test", "--experimental-test-coverage", .. printed, .. counted, "tests/plugin/all.js"];
        var exitCode = await new Command("node", words) { Timeout = TimeSpan.FromMinutes(5) }.RunVisiblyAsync();
        if (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            return (0, 1);
        }

        using var totals = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var passed = totals.RootElement.GetProperty("passed").GetInt32();
        var failed = totals.RootElement.GetProperty("failed").GetInt32();
        var covered = totals.RootElement.GetProperty("coveredPercent").GetDouble();
        Console.WriteLine(FormattableString.Invariant($"The tests of the plugin cover {covered:0.0} % of its lines."));
        if (covered < MinCoveredPercent)
        {
            Console.WriteLine(FormattableString.Invariant($"They must cover {MinCoveredPercent} %. Add tests."));
            failed++;
        }

        return (passed, exitCode != 0 && failed == 0 ? 1 : failed);
    }

    private static (int Passed, int Failed, int Skipped) Count(string results)
    {
        var counters = Directory
            .GetFiles(results, "*.trx")
            .SelectMany(file => XDocument.Load(file).Descendants().Where(node => node.Name.LocalName == "Counters"))
            .ToList();
        return (Sum("passed"), Sum("failed"), Sum("total") - Sum("executed"));

        int Sum(string counter) =>
            counters.Sum(node => int.Parse(node.Attribute(counter)!.Value, CultureInfo.InvariantCulture));
    }
}
