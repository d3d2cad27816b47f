using System.Text.Json.Nodes;
using System.Xml.Linq;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Packs the template in two versions: this repository's, and a later one with every kind of change.</summary>
internal sealed class TemplateVersions
{
    /// <summary>This repository's version.</summary>
    public static readonly string First =
        XDocument.Load(Repository.In("ServerlessProxy.Templates.csproj")).Descendants("Version").Single().Value;

    /// <summary>The later version.</summary>
    public const string Later = "99.0.0";

    private static readonly Lazy<Task<TemplateVersions>> Packed = new(PackAsync);

    private TemplateVersions(TemplatePackage first, string later) => (FirstPackage, LaterFile) = (first, later);

    /// <summary>The package of this repository's version.</summary>
    public TemplatePackage FirstPackage { get; }

    /// <summary>The nupkg of the later version. Its folder is the feed of both.</summary>
    public string LaterFile { get; }

    /// <summary>Returns both versions, packed once for all tests.</summary>
    public static Task<TemplateVersions> PackedAsync() => Packed.Value;

    private static async Task<TemplateVersions> PackAsync()
    {
        var first = await Template.PackageAsync();
        var sources = await Clone.MakeAsync(Path.Combine(Repository.EmptyArtifacts("tests", "later"), "sources"));
        try
        {
            Change(sources);
            var later = await TemplatePackage.PackAsync(
                Path.Combine("tests", "later"),
                Path.Combine(sources, "ServerlessProxy.Templates.csproj"));
            File.Copy(first.File, Path.Combine(Path.GetDirectoryName(later.File)!, Path.GetFileName(first.File)));
            return new TemplateVersions(first, later.File);
        }
        finally
        {
            // `dotnet new install .` in the repository would also find the template in this copy.
            Directory.Delete(sources, recursive: true);
        }
    }

    private static void Change(string sources)
    {
        var project = Path.Combine(sources, "ServerlessProxy.Templates.csproj");
        var xml = XDocument.Load(project);
        xml.Descendants("Version").Single().Value = Later;
        xml.Save(project);

        // Files that change, are added and are removed.
        File.AppendAllText(In("src", "ServerlessProxy.1", "Errors", "ErrorMap.cs"), "// later\n");
        File.AppendAllText(In("resources", "role.yml"), "# later\n");
        File.WriteAllText(In("LATER.md"), "later\n");
        File.Delete(In("plugin", "service.js"));
        File.AppendAllText(Path.Combine(sources, "link", "rest", "resources", "api.yml"), "# later\n");

        // An option is added, with a setting in serverless.yml, and another one is removed.
        ScaffoldFiles.Edit(In("serverless.yml"), "memorySize: 512", "memorySize: replace-me-memory");
        ScaffoldFiles.Edit(In(Answers.File), "\"region\":\"eu-west-1\",", "\"memory\":\"replace-me-memory\",");
        Edit("template.json", template =>
        {
            var symbols = template["symbols"]!.AsObject();
            symbols["Memory"] = new JsonObject
            {
                ["type"] = "parameter",
                ["datatype"] = "text",
                ["defaultValue"] = "768",
                ["replaces"] = "replace-me-memory",
            };
            symbols.Remove("Region");
            symbols.Remove("RegionJson");
        });
        Edit("dotnetcli.host.json", host => host["symbolInfo"]!["Memory"] = new JsonObject { ["longName"] = "memory" });

        string In(params string[] path) => Path.Combine([sources, "content", .. path]);

        void Edit(string file, Action<JsonNode> edit)
        {
            var path = Path.Combine(sources, "template", "serverless-proxy", ".template.config", file);
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            edit(json);
            File.WriteAllText(path, json.ToJsonString());
        }
    }
}
