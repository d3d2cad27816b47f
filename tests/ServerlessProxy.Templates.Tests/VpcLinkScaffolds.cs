using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Scaffolds without a function: one for each API type and auth.</summary>
internal static class VpcLinkScaffolds
{
    private static readonly ConcurrentDictionary<(string ApiType, string Auth), Lazy<Task<Scaffold>>> Made = [];
    private static readonly ConcurrentDictionary<(string ApiType, string Auth), Lazy<Task<JsonObject>>> Packaged = [];

    /// <summary>The scaffold.</summary>
    public static Task<Scaffold> OfAsync(string apiType, string auth) =>
        Made.GetOrAdd((apiType, auth), _ => new(() => Template.CreateAsync($"vpc-link-{apiType}-{auth}", "my-proxy", VpcLinkCase.OptionsOf(apiType, auth)))).Value;

    /// <summary>Packages it.</summary>
    /// <param name="scaffold">The scaffold.</param>
    /// <param name="parameters">What goes before the parameters of serverless.yml: <c>url=…</c>.</param>
    /// <returns>The template; nothing where it was refused, and what was said.</returns>
    public static async Task<(JsonObject? Template, string Output)> PackageAsync(Scaffold scaffold, params string[] parameters)
    {
        var folder = Directory.CreateTempSubdirectory("vpc-link-");
        try
        {
            var packaged = await (await scaffold.ServerlessAsync(["package", "--package", folder.FullName, .. parameters.SelectMany(parameter => new[] { "--param", parameter })])).RunAsync();
            var template = Path.Combine(folder.FullName, "cloudformation-template-update-stack.json");
            return (packaged.ExitCode == 0 ? JsonNode.Parse(await File.ReadAllTextAsync(template))!.AsObject() : null, packaged.Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The template of a scaffold as it was made; to be changed by nobody.</summary>
    public static Task<JsonObject> TemplateOfAsync(string apiType, string auth) => Packaged.GetOrAdd((apiType, auth), _ => new(async () =>
    {
        var (template, output) = await PackageAsync(await OfAsync(apiType, auth));
        Assert.True(template is not null, output);
        return template!;
    })).Value;
}
