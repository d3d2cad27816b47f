using System.Text.Json.Nodes;

namespace ServerlessProxy.Eng;

/// <summary>What a report of dotnet-stryker counts, as <see href="https://github.com/stryker-mutator/mutation-testing-elements">its schema</see> names it.</summary>
/// <param name="Noticed">Changes that made a test fail, or not end.</param>
/// <param name="All">All that compiled and were not ignored.</param>
public sealed record MutationReport(int Noticed, int All)
{
    /// <summary>Reads the JSON report.</summary>
    public static MutationReport Read(string file)
    {
        var statuses = JsonNode.Parse(File.ReadAllText(file))!["files"]!.AsObject()
            .SelectMany(source => source.Value!["mutants"]!.AsArray())
            .Select(mutant => (string?)mutant!["status"])
            .ToList();
        var noticed = statuses.Count(status => status is "Killed" or "Timeout");
        return new MutationReport(noticed, noticed + statuses.Count(status => status is "Survived" or "NoCoverage"));
    }
}
