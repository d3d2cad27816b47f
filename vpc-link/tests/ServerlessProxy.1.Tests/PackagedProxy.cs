using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Tests;

/// <summary>This proxy, packaged as for a deploy, with parameters of the test's own.</summary>
/// <param name="ExitCode">What <c>sls package</c> ended with.</param>
/// <param name="Output">What it said.</param>
/// <param name="Resources">What CloudFormation would make; nothing where it was refused.</param>
internal sealed record PackagedProxy(int ExitCode, string Output, JsonObject Resources)
{
    private static readonly string Root = Above(AppContext.BaseDirectory, "serverless.yml");

    /// <summary>Who may call, as serverless.yml has it.</summary>
    public static string Auth { get; } = Regex.Match(File.ReadAllText(Path.Combine(Root, "serverless.yml")), @"^    auth: (\S+)$", RegexOptions.Multiline).Groups[1].Value;

    /// <summary>Packages it, over a link that is there: the only one that needs no network.</summary>
    /// <param name="parameters">What goes before the parameters of serverless.yml.</param>
    public static async Task<PackagedProxy> WithAsync(params (string Name, string Value)[] parameters)
    {
        var folder = Directory.CreateTempSubdirectory("packaged-");
        try
        {
            var program = Path.Combine(Above(Root, Path.Combine("node_modules", "serverless")), "node_modules", "serverless", "bin", "serverless.js");
            (string Name, string Value)[] usual =
            [
                ("vpcLinkId", "abc123"), ("path", "hooks/in"), ("alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:alarms"), ("jwtIssuer", "https://issuer.example"), ("jwtAudience", "proxy"),
            ];
            var start = new ProcessStartInfo("node", [program, "package", "--region=eu-west-1", "--package", folder.FullName, .. parameters.Concat(usual).DistinctBy(pair => pair.Name).SelectMany(pair => new[] { "--param", $"{pair.Name}={pair.Value}" })])
            {
                WorkingDirectory = Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            var template = Path.Combine(folder.FullName, "cloudformation-template-update-stack.json");
            return new PackagedProxy(process.ExitCode, string.Concat(texts), process.ExitCode == 0 ? JsonNode.Parse(await File.ReadAllTextAsync(template))![nameof(Resources)]!.AsObject() : []);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The properties of every resource of a type.</summary>
    public IReadOnlyList<JsonNode> Of(string type) => [.. Resources.Where(resource => (string?)resource.Value!["Type"] == type).Select(resource => resource.Value!["Properties"]!)];

    private static string Above(string folder, string name)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Path.Exists(Path.Combine(at.FullName, name)))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException($"{name}: not found above {folder}. Run npm ci.");
    }
}
