using System.Text.RegularExpressions;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks the rules for folders: the directions of dependencies, and the numbers of files.</summary>
public sealed partial class LayoutTests
{
    private const int MaxFilesInAFolder = 12;
    private const int MaxConditionals = 30;

    /// <summary>
    /// For each folder of content/src, the folders with types that it may use. Files above the folders may use all
    /// types.
    /// </summary>
    private static readonly Dictionary<string, string[]> Uses = new()
    {
        ["Events"] = ["Messages", "Errors"],
        ["Forwarding"] = ["Messages", "Errors"],
        ["Logging"] = ["Messages", "Errors"],
        ["Errors"] = ["Messages"],
        ["Messages"] = [],
    };

    /// <summary>
    /// For each folder of the plugin, the folders that it may require. "" is the key of the files above the folders. Only
    /// index.js may require everything.
    /// </summary>
    private static readonly Dictionary<string, string[]> Requires = new()
    {
        ["check"] = ["", "gateway"],
        ["build"] = ["", "gateway"],
        ["deploy"] = ["", "gateway"],
        ["operate"] = ["", "gateway"],
        ["options"] = ["", "gateway", "queue"],
        ["queue"] = ["", "gateway"],
        ["gateway"] = [""],
        [""] = ["gateway"],
    };

    [Fact]
    public void Sources_DependInOneDirection()
    {
        var files = Files(Repository.In("content", "src", "ServerlessProxy.1"), "*.cs")
            .Select(file => (file.Folder, file.Name, Code: StringsAndComments().Replace(file.Text, "")))
            .ToList();
        var types = files
            .SelectMany(
                file => Declarations().Matches(file.Code),
                (file, type) => (file.Folder, Name: type.Groups[1].Value))
            .ToList();

        Assert.Equal(
            Uses.Keys.Append("").Order(StringComparer.Ordinal),
            files.Select(file => file.Folder).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(
            from file in files
            where file.Folder.Length > 0
            from type in types
            where type.Folder != file.Folder && !Uses[file.Folder].Contains(type.Folder)
            where Regex.IsMatch(file.Code, $@"\b{type.Name}\b")
            select $"{file.Folder}/{file.Name} uses {type.Name} of {type.Folder}/");
    }

    [Fact]
    public void Plugin_RequiresInOneDirection()
    {
        var options = Directory.GetDirectories(Repository.In("options"))
            .Where(option => Directory.Exists(Path.Combine(option, "plugin")))
            .Select(option => Path.Combine(option, "plugin"));
        var files = options
            .Prepend(Repository.In("content", "plugin"))
            .SelectMany(folder => Files(folder, "*.js"))
            .ToList();
        var required = files
            .SelectMany(
                file => Required().Matches(file.Text),
                (file, match) => (file.Folder, file.Name, To: Resolve(file.Folder, match.Groups[1].Value)))
            .ToList();

        var paths = files.Select(file => Join(file.Folder, file.Name)).ToHashSet();
        Assert.All(required, each => Assert.Contains(each.To, paths));
        Assert.Empty(
            from each in required
            where Join(each.Folder, each.Name) != "index.js"
            let folder = FolderOf(each.To)
            where each.To == "index.js" || (folder != each.Folder && !Requires[each.Folder].Contains(folder))
            select $"{each.Folder}/{each.Name} requires {each.To}");
        Assert.Equal(
            ["build", "check", "deploy", "operate"],
            required
                .Where(each => Join(each.Folder, each.Name) == "index.js")
                .Select(each => FolderOf(each.To))
                .Where(folder => folder.Length > 0)
                .Distinct()
                .Order(StringComparer.Ordinal));

        string Resolve(string folder, string path)
        {
            var to = Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", folder, path))).Replace('\\', '/');
            return new[] { to, $"{to}.js", $"{to}/index.js" }.FirstOrDefault(file =>
                    files.Any(each => Join(each.Folder, each.Name) == file)
                ) ?? to;
        }
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("http")]
    public async Task Folder_OfAScaffold_HasFewFiles(string apiType)
    {
        var scaffold = await Template.CreateAsync(
            $"layout-{apiType}",
            "my-proxy",
            [.. Template.Working, "--api-type", apiType]);
        var folders = ScaffoldFiles.List(scaffold).GroupBy(FolderOf, (folder, files) => (folder, Count: files.Count()));
        Assert.All(folders, folder => Assert.InRange(folder.Count, 1, MaxFilesInAFolder));
    }

    [Fact]
    public void Content_HasFewConditionals()
    {
        var files = Files(Repository.In("content"), "*");
        var counts = files
            .Select(file => (file.Name, Count: Conditional().Count(file.Text)))
            .Where(each => each.Count > 0)
            .ToList();
        Assert.InRange(counts.Sum(each => each.Count), 1, MaxConditionals);
    }

    /// <summary>Returns the files below a folder, each with its first folder.</summary>
    private static IEnumerable<(string Folder, string Name, string Text)> Files(string root, string pattern) =>
        from file in Directory.GetFiles(root, pattern, SearchOption.AllDirectories)
        let path = Path.GetRelativePath(root, file).Replace('\\', '/')
        where !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "artifacts" or ".serverless")
        select (FolderOf(path), Path.GetFileName(path), File.ReadAllText(file));

    private static string FolderOf(string path) =>
        path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : "";

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    [GeneratedRegex("""
        "(\\.|[^"\\\n])*"|//.*
        """)]
    private static partial Regex StringsAndComments();

    [GeneratedRegex(@"\b(?:class|record|record struct|struct|enum|interface) (?!struct\b)(\w+)")]
    private static partial Regex Declarations();

    [GeneratedRegex(@"require\('(\.[^']*)'\)")]
    private static partial Regex Required();

    [GeneratedRegex("#if")]
    private static partial Regex Conditional();
}
