using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Tests;

/// <summary>Represents this proxy, packaged for a deployment with the settings of a test.</summary>
/// <param name="ExitCode">The exit code of <c>sls package</c>.</param>
/// <param name="Output">The output of <c>sls package</c>.</param>
/// <param name="Resources">The CloudFormation resources; empty if packaging failed.</param>
internal sealed record PackagedProxy(int ExitCode, string Output, JsonObject Resources)
{
    private static readonly (string Name, string Value)[] Usual =
    [
        ("url", "https://backend.internal:8443/base/"),
        // Only an existing link does not need VPC settings.
        ("vpcLinkId", "abc123"),
        ("path", "hooks/in"),
        ("alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:alarms"),
        ("jwtIssuer", "https://issuer.example"),
        ("jwtAudience", "proxy"),
    ];

    private static readonly string Root = FindAbove(AppContext.BaseDirectory, "serverless.yml");

    /// <summary>The value of <c>auth</c> in serverless.yml.</summary>
    public static string Auth { get; } = Regex
        .Match(File.ReadAllText(Path.Combine(Root, "serverless.yml")), @"^    auth: ""(\S+)""", RegexOptions.Multiline)
        .Groups[1].Value;

    /// <summary>Packages the proxy.</summary>
    /// <param name="settings">The settings that differ from the usual ones.</param>
    public static async Task<PackagedProxy> WithAsync(params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("packaged-");
        try
        {
            var program = Path.Combine("node_modules", "serverless", "bin", "serverless.js");
            var parameters = settings.Concat(Usual).DistinctBy(setting => setting.Name)
                .SelectMany(setting => new[] { "--param", $"{setting.Name}={setting.Value}" });
            program = Path.Combine(FindAbove(Root, program), program);
            string[] words = [program, "package", "--region=eu-west-1", "--package", folder.FullName];
            var start = new ProcessStartInfo("node", [.. words, .. parameters])
            {
                WorkingDirectory = Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var texts = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return new PackagedProxy(
                process.ExitCode, string.Concat(texts), process.ExitCode == 0 ? await ReadAsync(folder.FullName) : []);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Returns the properties of every resource of a type.</summary>
    public IReadOnlyList<JsonNode> Of(string type) =>
        [.. Resources.Select(resource => resource.Value!)
            .Where(resource => (string?)resource["Type"] == type).Select(resource => resource["Properties"]!)];

    private static async Task<JsonObject> ReadAsync(string folder)
    {
        var template = await File.ReadAllTextAsync(Path.Combine(folder, "cloudformation-template-update-stack.json"));
        return JsonNode.Parse(template)![nameof(Resources)]!.AsObject();
    }

    private static string FindAbove(string folder, string name)
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
