using System.Collections.Concurrent;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Represents a scaffold whose name is a shell command, packaged once for all tests.</summary>
/// <param name="Scaffold">The scaffold.</param>
/// <param name="Function">The path of the function: an assembly, or a native file.</param>
/// <param name="Output">The output of <c>sls package</c>.</param>
internal sealed record PackagedProxy(Scaffold Scaffold, string Function, string Output)
{
    private static readonly ConcurrentDictionary<(string, string), Lazy<Task<PackagedProxy>>> Packaged = [];

    /// <summary>Returns the proxy with webhooks of a hosting and an API type. Do not change its files.</summary>
    public static Task<PackagedProxy> OfAsync(string hosting, string apiType) =>
        Packaged.GetOrAdd((hosting, apiType), _ => new(() => PackageAsync(hosting, apiType))).Value;

    private static async Task<PackagedProxy> PackageAsync(string hosting, string apiType)
    {
        var parent = Repository.EmptyArtifacts("tests", "packaged", $"{hosting}-{apiType}");
        var folder = Path.Combine(parent, "proxy");
        string[] options = [.. Template.Working, "--auth", "github", "--hosting", hosting, "--api-type", apiType];
        var package = await Template.PackageAsync();
        var created = await package.CreateAsync("a$(touch PWNED)b", parent, ["--output", folder, .. options]);
        var scaffold = created with { Folder = folder, Environment = Template.WithoutAnalyzers };
        var packaged = (await (await scaffold.ServerlessAsync("package")).RunAsync()).OrFail();
        Assert.Empty(Directory.GetFiles(folder, "PWNED", SearchOption.AllDirectories));
        var file = hosting == "native" ? "bootstrap" : "bootstrap.dll";
        return new PackagedProxy(scaffold, scaffold.In("artifacts", "function", file), packaged.Output);
    }
}
