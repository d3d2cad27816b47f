using System.Text.Json.Nodes;

namespace ServerlessProxy.Eng;

/// <summary>Represents the counts in a report of dotnet-stryker. <see
/// href="https://github.com/stryker-mutator/mutation-testing-elements">Its schema</see> explains the names.</summary>
/// <param name="Noticed">The changes that made a test fail or time out.</param>
/// <param name="All">All changes that compiled and were not ignored.</param>
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
