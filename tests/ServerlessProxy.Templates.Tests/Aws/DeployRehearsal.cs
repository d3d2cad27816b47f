using System.Collections.Concurrent;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>A scaffold that is deployed, with the Serverless Framework and plugins that it has, to an endpoint of its own.</summary>
internal sealed class DeployRehearsal : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Scaffold>>> Scaffolds = [];

    private readonly bool builds;
    private readonly string yaml;

    private DeployRehearsal(Scaffold scaffold, AwsEndpoint aws, bool builds) =>
        (Scaffold, Aws, this.builds, yaml) = (scaffold, aws, builds, File.ReadAllText(scaffold.In("serverless.yml")));

    /// <summary>The scaffold.</summary>
    public Scaffold Scaffold { get; }

    /// <summary>What it is deployed to.</summary>
    public AwsEndpoint Aws { get; }

    /// <summary>The account that it is deployed to.</summary>
    public AwsAccount Account => Aws.Account;

    /// <summary>Makes a scaffold of the name <c>my-proxy</c>, and an endpoint for it.</summary>
    /// <param name="name">The scaffold's folder. Rehearsals of the same name share the scaffold, which is built once: they run one after the other, as the tests of one class do.</param>
    /// <param name="options">The template's options.</param>
    public static Task<DeployRehearsal> StartAsync(string name, params string[] options) =>
        StartAsync(TemplatePackage.Forwarder, name, builds: true, options);

    /// <summary>The same with an empty zip for the function's code, where that does not matter: a build takes many seconds.</summary>
    public static Task<DeployRehearsal> StartWithoutBuildAsync(string name, params string[] options) =>
        StartAsync(TemplatePackage.Forwarder, name, builds: false, options);

    /// <summary>The same for a proxy over a VPC link, which has no function to build.</summary>
    public static Task<DeployRehearsal> StartLinkAsync(string name, params string[] options) =>
        StartAsync(TemplatePackage.Link, name, builds: true, options);

    /// <summary>Runs the Serverless Framework.</summary>
    /// <returns>How it ended, well or not.</returns>
    public Task<CommandResult> ServerlessAsync(params string[] arguments) => ServerlessAsync([], arguments);

    /// <summary>The same with something more in its environment.</summary>
    public async Task<CommandResult> ServerlessAsync(
        KeyValuePair<string, string>[] environment,
        params string[] arguments)
    {
        var command = builds
            ? await Scaffold.ServerlessAsync(arguments)
            : await WithoutBuild.ServerlessAsync(Scaffold, arguments);
        return await (
            command with
            {
                Environment = [.. command.Environment, .. Aws.Environment, .. environment],
                Timeout = TimeSpan.FromMinutes(3),
            }
        ).RunAsync();
    }

    /// <summary>Deploys a stage, which must succeed.</summary>
    public async Task<CommandResult> DeployAsync(string stage = "dev") =>
        (await ServerlessAsync("deploy", "--stage", stage)).OrFail();

    /// <summary>Removes a stage, which must succeed.</summary>
    public async Task<CommandResult> RemoveAsync(string stage = "dev") =>
        (await ServerlessAsync("remove", "--stage", stage)).OrFail();

    /// <summary>Edits serverless.yml, in which the text must stand. The next rehearsal of the scaffold finds it as it was.</summary>
    public void Edit(string before, string after)
    {
        var current = File.ReadAllText(Scaffold.In("serverless.yml"));
        Assert.Contains(before, current, StringComparison.Ordinal);
        File.WriteAllText(Scaffold.In("serverless.yml"), current.Replace(before, after, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        File.WriteAllText(Scaffold.In("serverless.yml"), yaml);
        await Aws.DisposeAsync();
    }

    private static async Task<DeployRehearsal> StartAsync(string template, string name, bool builds, string[] options)
    {
        Task<Scaffold> CreateAsync() => Template.CreateFromAsync(template, name, "my-proxy", options);
        var scaffold = await Scaffolds.GetOrAdd(name, _ => new(CreateAsync)).Value;
        return new DeployRehearsal(scaffold, await AwsEndpoint.StartAsync(), builds);
    }
}
