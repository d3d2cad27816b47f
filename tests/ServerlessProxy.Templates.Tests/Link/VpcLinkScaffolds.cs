using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Creates one scaffold of serverless-proxy-link for each API type and auth.</summary>
internal static class VpcLinkScaffolds
{
    private static readonly ConcurrentDictionary<(string ApiType, string Auth), Lazy<Task<Scaffold>>> Made = [];
    private static readonly ConcurrentDictionary<(string ApiType, string Auth), Lazy<Task<JsonObject>>> Packaged = [];

    /// <summary>Returns the scaffold. Do not change it.</summary>
    public static Task<Scaffold> OfAsync(string apiType, string auth) =>
        Made.GetOrAdd((apiType, auth), _ => new(() => CreateAsync($"link-{apiType}-{auth}", apiType, auth))).Value;

    /// <summary>Creates a scaffold that a test may change.</summary>
    public static Task<Scaffold> CreateAsync(string test, string apiType, string auth) =>
        Template.CreateFromAsync(TemplatePackage.Link, test, "my-proxy", VpcLinkCase.OptionsOf(apiType, auth));

    /// <summary>Packages a scaffold.</summary>
    /// <param name="scaffold">The scaffold.</param>
    /// <param name="parameters">Parameters that override settings of serverless.yml: <c>url=…</c>.</param>
    /// <returns>The template, or null if packaging failed, and the output.</returns>
    public static async Task<(JsonObject? Template, string Output)> PackageAsync(
        Scaffold scaffold,
        params string[] parameters)
    {
        var folder = Directory.CreateTempSubdirectory("link-");
        try
        {
            var options = parameters.SelectMany(parameter => new[] { "--param", parameter });
            string[] arguments = ["package", "--package", folder.FullName, .. options];
            var packaged = await (await scaffold.ServerlessAsync(arguments)).RunAsync();
            var template = Path.Combine(folder.FullName, "cloudformation-template-update-stack.json");
            return (
                packaged.ExitCode == 0 ? JsonNode.Parse(await File.ReadAllTextAsync(template))!.AsObject() : null,
                packaged.Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Returns the template of an unchanged scaffold. Do not change it.</summary>
    public static Task<JsonObject> TemplateOfAsync(string apiType, string auth) =>
        Packaged
            .GetOrAdd(
                (apiType, auth),
                _ =>
                    new(async () =>
                    {
                        var (template, output) = await PackageAsync(await OfAsync(apiType, auth));
                        Assert.True(template is not null, output);
                        return template!;
                    }))
            .Value;
}
