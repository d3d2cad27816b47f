using System.Collections.Concurrent;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests.Aws;

/// <summary>Deploys a scaffold with its own Serverless Framework and plugins to a separate loopback AWS.</summary>
internal sealed class DeployRehearsal : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Scaffold>>> Scaffolds = [];

    private readonly bool builds;
    private readonly string yaml;

    private DeployRehearsal(Scaffold scaffold, AwsEndpoint aws, bool builds) =>
        (Scaffold, Aws, this.builds, yaml) = (scaffold, aws, builds, File.ReadAllText(scaffold.In("serverless.yml")));

    public Scaffold Scaffold { get; }
    public AwsEndpoint Aws { get; }
    public AwsAccount Account => Aws.Account;

    /// <summary>Creates a scaffold with the name <c>my-proxy</c>, and an endpoint.</summary>
    /// <param name="name">
    /// The scaffold's folder. Rehearsals with the same name share the scaffold, which is built once. They must run one
    /// after the other, as the tests of a class do.
    /// </param>
    /// <param name="options">The template's options.</param>
    public static Task<DeployRehearsal> StartAsync(string name, params string[] options) =>
        StartAsync(TemplatePackage.Forwarder, name, builds: true, options);

    /// <summary>Does the same with an empty zip instead of the function's code, which saves a build.</summary>
    public static Task<DeployRehearsal> StartWithoutBuildAsync(string name, params string[] options) =>
        StartAsync(TemplatePackage.Forwarder, name, builds: false, options);

    /// <summary>Does the same for a proxy with a VPC link, which has no function.</summary>
    public static Task<DeployRehearsal> StartLinkAsync(string name, params string[] options) =>
        StartAsync(TemplatePackage.Link, name, builds: true, options);

    /// <summary>Runs the Serverless Framework, and returns its result even if it fails.</summary>
    public Task<CommandResult> ServerlessAsync(params string[] arguments) => ServerlessAsync([], arguments);

    /// <summary>Does the same with additional environment variables.</summary>
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

    /// <summary>Deploys a stage. Fails the test if that fails.</summary>
    public async Task<CommandResult> DeployAsync(string stage = "dev") =>
        (await ServerlessAsync("deploy", "--stage", stage)).OrFail();

    /// <summary>Removes a stage. Fails the test if that fails.</summary>
    public async Task<CommandResult> RemoveAsync(string stage = "dev") =>
        (await ServerlessAsync("remove", "--stage", stage)).OrFail();

    /// <summary>Replaces a text in serverless.yml. Disposing the rehearsal restores the file.</summary>
    public void Edit(string before, string after)
    {
        var current = File.ReadAllText(Scaffold.In("serverless.yml"));
        Assert.Contains(before, current, StringComparison.Ordinal);
        File.WriteAllText(Scaffold.In("serverless.yml"), current.Replace(before, after, StringComparison.Ordinal));
    }

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
