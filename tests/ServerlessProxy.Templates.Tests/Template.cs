using System.Collections.Concurrent;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Creates scaffolds from the packed template, which is packed and installed once for all tests.</summary>
internal static class Template
{
    /// <summary>Options that replace every placeholder.</summary>
    public static readonly string[] Working =
    [
        "--url", "http://10.0.12.5:8080",
        "--vpc-id", "vpc-0123456789abcdef0",
        "--subnet-ids", "subnet-0123456789abcdef0,subnet-12345678",
    ];

    /// <summary>
    /// Analyzers take half of a build's time and depend on few options. Only <see cref="OptionTests"/> runs them.
    /// </summary>
    public static readonly KeyValuePair<string, string>[] WithoutAnalyzers = [new("RunAnalyzers", "false")];

    private static readonly Lazy<Task<TemplatePackage>> Installed = new(InstallAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task<Scaffold>>> Originals = [];

    /// <summary>Returns the installed package.</summary>
    public static Task<TemplatePackage> PackageAsync() => Installed.Value;

    /// <summary>
    /// Creates a scaffold in a folder of the test. It builds without analyzers. The same options are generated only
    /// once, and copied.
    /// </summary>
    /// <param name="test">The test's name, which becomes the folder's.</param>
    /// <param name="name">The scaffold's name.</param>
    /// <param name="options">The template's options.</param>
    public static Task<Scaffold> CreateAsync(string test, string name, params string[] options) =>
        CreateFromAsync(TemplatePackage.Forwarder, test, name, options);

    /// <summary>Creates a scaffold of another template.</summary>
    /// <param name="template">The template's short name.</param>
    /// <param name="test">The test's name, which becomes the folder's.</param>
    /// <param name="name">The scaffold's name.</param>
    /// <param name="options">The template's options.</param>
    public static async Task<Scaffold> CreateFromAsync(
        string template,
        string test,
        string name,
        params string[] options)
    {
        var key = string.Join('\n', [template, name, .. options]);
        var original = await Originals
            .GetOrAdd(key, _ => new(() => CreateOriginalAsync(template, name, options)))
            .Value;
        return ScaffoldFiles.Copy(
            original,
            Path.Combine(Repository.EmptyArtifacts("tests", "scaffolds", test), name)
        ) with
        {
            Environment = WithoutAnalyzers,
        };
    }

    private static async Task<Scaffold> CreateOriginalAsync(string template, string name, string[] options)
    {
        var folder = Repository.EmptyArtifacts("tests", "originals", $"{Guid.NewGuid():N}");
        return await (await PackageAsync()).CreateFromAsync(template, name, folder, options);
    }

    private static async Task<TemplatePackage> InstallAsync()
    {
        var package = await TemplatePackage.PackAsync("tests");
        await package.InstallAsync();
        return package;
    }
}
