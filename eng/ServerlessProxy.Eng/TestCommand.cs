using System.Globalization;
using System.Xml.Linq;

namespace ServerlessProxy.Eng;

/// <summary><c>npm test</c>: checks the format, then runs the scaffold's tests in place, the forwarder's and the
/// template's, and prints one line of counts.</summary>
public static class TestCommand
{
    /// <summary>Runs them. Arguments go to <c>dotnet test</c>, and skip the format check: <c>npm test -- --filter F07</c>.</summary>
    /// <returns>0 if all passed.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var results = Repository.EmptyArtifacts("test-results");
        var environment = await BuildEnvironment.PrepareAsync();
        var exitCodes = 0;
        var unformatted = 0;
        if (arguments.Length == 0 && await FormatCommand.CheckAsync() != 0)
        {
            // A failure of its own: the tests run all the same.
            Console.WriteLine("The repository is not formatted. Run npm run format.");
            unformatted = 1;
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
        failed += unformatted;
        var summary = $"{passed} passed, {failed} failed" + (skipped > 0 ? $", {skipped} skipped" : "");
        await File.WriteAllTextAsync(Path.Combine(results, "summary.txt"), summary + Environment.NewLine);
        Console.WriteLine(summary);
        return exitCodes == 0 && failed == 0 && passed > 0 ? 0 : 1;
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
