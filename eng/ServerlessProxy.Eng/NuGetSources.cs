using System.Text.Json;
using System.Xml.Linq;

namespace ServerlessProxy.Eng;

/// <summary>Represents the NuGet sources in this machine's configuration.</summary>
public static class NuGetSources
{
    /// <summary>Looks packages up as a restore does: with credentials, mappings and the cache.</summary>
    /// <returns>The packages that no source has in this version.</returns>
    /// <exception cref="StepFailedException">A source cannot be reached.</exception>
    public static async Task<IReadOnlyList<PackageVersion>> FindLackingAsync(IReadOnlyList<PackageVersion> packages)
    {
        var folder = Repository.EmptyArtifacts("sources");
        var project = new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup", new XElement("TargetFramework", "net8.0")),
            new XElement("ItemGroup", packages.Select(package => new XElement(
                "PackageDownload",
                new XAttribute("Include", package.Id),
                new XAttribute("Version", $"[{package.Version}]")))));
        await File.WriteAllTextAsync(Path.Combine(folder, "sources.csproj"), project.ToString());

        var restore = await new Command("dotnet", "restore") { Folder = folder }.RunAsync();
        if (restore.ExitCode == 0)
        {
            return [];
        }

        // NU1101: no source has the package. NU1102: no source has this version. Other errors are not about the
        // packages.
        var errors = await ReadErrorsAsync(Path.Combine(folder, "obj", "project.assets.json"));
        return errors.Count > 0 && errors.All(error => error.Code is "NU1101" or "NU1102")
            ? packages
                .Where(package =>
                    errors.Any(error => package.Id.Equals(error.Package, StringComparison.OrdinalIgnoreCase)))
                .ToList()
            : throw new StepFailedException($"The NuGet sources do not respond:{Environment.NewLine}{restore.Output}");
    }

    private static async Task<List<(string Code, string? Package)>> ReadErrorsAsync(string assets)
    {
        if (!File.Exists(assets))
        {
            return [];
        }

        await using var file = File.OpenRead(assets);
        using var json = await JsonDocument.ParseAsync(file);
        return json.RootElement.TryGetProperty("logs", out var logs)
            ? logs.EnumerateArray()
                .Where(log => log.GetProperty("level").GetString() == "Error")
                .Select(log =>
                    (
                        log.GetProperty("code").GetString()!,
                        log.TryGetProperty("libraryId", out var id) ? id.GetString() : null))
                .ToList()
            : [];
    }
}
