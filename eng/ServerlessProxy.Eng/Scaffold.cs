using System.Text.Json.Nodes;

namespace ServerlessProxy.Eng;

/// <summary>Represents a proxy that the template created.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Output">The output of <c>dotnet new</c>.</param>
public sealed record Scaffold(string Folder, string Output)
{
    /// <summary>Environment variables of its commands, in addition to those of builds.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>The deployment package that <c>sls package</c> writes.</summary>
    public string Artifact => In("artifacts", "function.zip");

    /// <summary>Returns a path below <see cref="Folder"/>.</summary>
    public string In(params string[] path) => Path.Combine([Folder, .. path]);

    /// <summary>Returns a command of the Serverless Framework.</summary>
    public async Task<Command> ServerlessAsync(params string[] arguments) =>
        new("node", [Repository.Serverless, .. arguments])
        {
            Folder = Folder,
            Environment = [.. await BuildEnvironment.PrepareAsync(), .. Environment],
        };

    /// <summary>Returns a command of the .NET CLI.</summary>
    public async Task<Command> DotnetAsync(params string[] arguments) =>
        new("dotnet", arguments)
        {
            Folder = Folder,
            Environment = [.. await BuildEnvironment.PrepareAsync(), .. Environment],
        };

    /// <summary>Returns the only project below a folder with this ending in its name.</summary>
    public string Project(string folder, string suffix = "") =>
        Directory.GetDirectories(In(folder)).Single(project => project.EndsWith(suffix, StringComparison.Ordinal));

    /// <summary>Reads the CloudFormation template that <c>sls package</c> wrote.</summary>
    public JsonNode CloudFormation() =>
        JsonNode.Parse(File.ReadAllText(In(".serverless", "cloudformation-template-update-stack.json")))!;
}
