using System.Text;
using System.Text.RegularExpressions;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Represents a page in Markdown.</summary>
/// <param name="File">Its path, relative to the repository.</param>
internal sealed partial record DocumentationPage(string File)
{
    /// <summary>The pages of <c>docs/</c>.</summary>
    public static IReadOnlyList<DocumentationPage> All { get; } =
    [
        .. Directory.GetFiles(Repository.In("docs"), "*.md")
            .Select(file => new DocumentationPage("docs/" + Path.GetFileName(file)))
            .OrderBy(page => page.File, StringComparer.Ordinal),
    ];

    /// <summary>The text of the page.</summary>
    public string Text { get; } = System.IO.File.ReadAllText(Repository.In(File));

    /// <summary>The page without its blocks.</summary>
    public string Prose => Fence().Replace(Text, "\n");

    /// <summary>The blocks, in order.</summary>
    public IReadOnlyList<DocumentationBlock> Blocks => [.. Fence().Matches(Text).Select(block => new DocumentationBlock(
        block.Groups["language"].Value,
        block.Groups["info"].Value,
        string.Join(' ', Text[..block.Index].TrimEnd().Split("\n\n")[^1].Split('\n', StringSplitOptions.TrimEntries)),
        block.Groups["text"].Value))];

    /// <summary>The anchors of the headings, as GitHub generates them.</summary>
    public IReadOnlyList<string> Anchors =>
    [
        .. Heading().Matches(Prose).Select(heading =>
            Punctuation().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    /// <summary>The addresses of the links.</summary>
    public IReadOnlyList<string> Links => [.. Link().Matches(Prose).Select(link => link.Groups["to"].Value)];

    /// <summary>Returns one script with the steps that a reader without an AWS account follows, in order: commands, new
    /// files, and edits of serverless.yml.</summary>
    /// <param name="kind">The type of API, <c>rest</c> or <c>http</c>. Blocks for the other type are omitted.</param>
    public string Script(string kind = "rest")
    {
        var script = new StringBuilder("set -eu\n");
        foreach (var block in Blocks)
        {
            var info = block.Info.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (info.Contains(kind == "rest" ? "http" : "rest"))
            {
                continue;
            }

            script.Append(block switch
            {
                { Language: "sh", IsMarked: false } => block.Text,
                { Language: "yaml" or "text", Info.Length: > 0 } => Here($"cat > {info[0]}", block.Text),
                { Language: "diff" } => Here("git apply -", block.Text),
                _ => "",
            });
        }

        return script.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => File;

    private static string Here(string command, string text) => $"{command} <<'END-OF-BLOCK'\n{text}END-OF-BLOCK\n";

    [GeneratedRegex(
        "^ *```(?<language>[a-z]*) ?(?<info>[^\n]*)\n(?<text>.*?)^ *```$",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();
}
