using System.Text.Json.Nodes;

namespace ServerlessProxy.Eng;

/// <summary>A proxy that the template made.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Output">What the template said.</param>
public sealed record Scaffold(string Folder, string Output)
{
    /// <summary>What the environment of its commands has beyond that of builds.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>The deployment package that <c>sls package</c> makes.</summary>
    public string Artifact => In("artifacts", "function.zip");

    /// <summary>A path below <see cref="Folder"/>.</summary>
    public string In(params string[] path) => Path.Combine([Folder, .. path]);

    /// <summary>The Serverless Framework, run here.</summary>
    public async Task<Command> ServerlessAsync(params string[] arguments) =>
        new("node", [Repository.Serverless, .. arguments])
        {
            Folder = Folder,
            Environment = [.. await BuildEnvironment.PrepareAsync(), .. Environment],
        };

    /// <summary>The .NET CLI, run here.</summary>
    public async Task<Command> DotnetAsync(params string[] arguments) =>
        new("dotnet", arguments)
        {
            Folder = Folder,
            Environment = [.. await BuildEnvironment.PrepareAsync(), .. Environment],
        };

    /// <summary>The only project below a folder whose name ends so.</summary>
    public string Project(string folder, string suffix = "") =>
        Directory.GetDirectories(In(folder)).Single(project => project.EndsWith(suffix, StringComparison.Ordinal));

    /// <summary>The CloudFormation template that <c>sls package</c> made.</summary>
    public JsonNode CloudFormation() =>
        JsonNode.Parse(File.ReadAllText(In(".serverless", "cloudformation-template-update-stack.json")))!;
}
