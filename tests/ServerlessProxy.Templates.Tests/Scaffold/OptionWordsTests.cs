using System.Text.RegularExpressions;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks that no file of a scaffold mentions an option that was not chosen.</summary>
public sealed class OptionWordsTests
{
    /// <summary>For each option, the words that only this option uses.</summary>
    private static readonly Dictionary<string, Regex> Words = new()
    {
        ["webhooks"] = Of("webhook|gitlab|bitbucket|gitea|stripe|slack|github"),
        ["github"] = Of("github-?ranges"),
        ["private-ca"] = Of("BACKEND_C(A|LIENT)|private-?ca|client certificate|X509"),
        ["dashboard"] = Of("dashboard"),
        ["waf"] = Of(@"\bwaf|wafRequests|WebAcl"),
        ["budget"] = Of(@"AWS::Budgets|budgetEmail|monthlyBudget|budget\.yml"),
        ["snapstart"] = Of("snap-?start|snapshot"),
        ["native"] = Of(@"glibc|PublishAot|\bAOT\b|\bcontainer\b|\bnative\b|provided\.al2023"),
        ["queue"] = Of(@"\bSQS\b|DELIVERED_STATUSES|Deliverer|dead-?letter|RequestQueue|isQueued|\bfifo\b"),
    };

    /// <summary>Files that do not describe the proxy.</summary>
    private static readonly string[] Unread = ["package-lock.json"];

    /// <summary>A case's name, the template's options, and the chosen options of <see cref="Words"/>.</summary>
    public static TheoryData<string, string[], string[]> Cases => new()
    {
        { "rest", [], [] },
        { "http", ["--api-type", "http"], [] },
        { "jwt", ["--api-type", "http", "--auth", "jwt"], [] },
        { "github", ["--auth", "github"], ["webhooks", "github"] },
        { "gitlab", ["--auth", "gitlab"], ["webhooks"] },
        { "stripe-http", ["--auth", "stripe", "--api-type", "http"], ["webhooks"] },
        { "private-ca", ["--private-ca"], ["private-ca"] },
        { "dashboard", ["--dashboard"], ["dashboard"] },
        { "waf", ["--waf"], ["waf"] },
        { "budget", ["--budget"], ["budget"] },
        { "snapstart", ["--snapstart"], ["snapstart"] },
        { "native", ["--hosting", "native"], ["native"] },

        // A queue orders webhooks by repository, and uses their delivery ids.
        { "queued", ["--delivery", "queued"], ["queue", "webhooks"] },
        { "fifo-http", ["--delivery", "fifo", "--api-type", "http"], ["queue", "webhooks"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Scaffold_MentionsOnlyChosenOptions(string test, string[] options, string[] chosen)
    {
        var scaffold = await Template.CreateAsync($"words-{test}", "my-proxy", [.. Template.Working, .. options]);
        var files = ScaffoldFiles.List(scaffold)
            .Except(Unread)
            .Select(file => (Name: file, Text: $"{file}\n{File.ReadAllText(scaffold.In(file))}"))
            .ToList();

        Assert.All(chosen, option => Assert.Contains(files, file => Words[option].IsMatch(file.Text)));
        Assert.Empty(
            from option in Words.Keys.Except(chosen)
            from file in files
            from Match match in Words[option].Matches(file.Text)
            select $"{file.Name}: {match.Value} ({option})");
    }

    private static Regex Of(string words) => new(words, RegexOptions.IgnoreCase);
}
