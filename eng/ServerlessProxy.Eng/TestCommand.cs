using System.Globalization;
using System.Xml.Linq;

namespace ServerlessProxy.Eng;

/// <summary><c>npm test</c>: the scaffold's tests in place, those of its forwarder that it does without, the template's, and one line of counts.</summary>
public static class TestCommand
{
    /// <summary>Runs them. Arguments go to <c>dotnet test</c>: <c>npm test -- --filter F07</c>.</summary>
    /// <returns>0 if all passed.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var results = Repository.EmptyArtifacts("test-results");
        var environment = await BuildEnvironment.PrepareAsync();
        var exitCodes = 0;
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
        var summary = $"{passed} passed, {failed} failed" + (skipped > 0 ? $", {skipped} skipped" : "");
        await File.WriteAllTextAsync(Path.Combine(results, "summary.txt"), summary + Environment.NewLine);
        Console.WriteLine(summary);
        return exitCodes == 0 && failed == 0 && passed > 0 ? 0 : 1;
    }

    private static (int Passed, int Failed, int Skipped) Count(string results)
    {
        var counters = Directory.GetFiles(results, "*.trx").SelectMany(file => XDocument.Load(file).Descendants().Where(node => node.Name.LocalName == "Counters")).ToList();
        return (Sum("passed"), Sum("failed"), Sum("total") - Sum("executed"));

        int Sum(string counter) => counters.Sum(node => int.Parse(node.Attribute(counter)!.Value, CultureInfo.InvariantCulture));
    }
}
