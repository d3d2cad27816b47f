using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Eng.Start;

/// <summary>Represents a packaged proxy that runs in a process, with its scaffold's local gateway.</summary>
public sealed partial class RunningProxy : IDisposable
{
    private readonly Process process;
    private readonly List<string> output;

    private RunningProxy(Process process, List<string> output, Uri address) =>
        (this.process, this.output, Address) = (process, output, address);

    /// <summary>The URL of the proxy, with the route.</summary>
    public Uri Address { get; }

    /// <summary>The id of the process.</summary>
    public int ProcessId => process.Id;

    /// <summary>Returns the lines that the process has printed.</summary>
    public IReadOnlyList<string> Output()
    {
        lock (output)
        {
            return [.. output];
        }
    }

    /// <summary>Starts the gateway and the function.</summary>
    /// <param name="scaffold">The scaffold, for its gateway.</param>
    /// <param name="function">The function's assembly.</param>
    /// <param name="environment">The function's settings.</param>
    public static async Task<RunningProxy> StartAsync(
        Scaffold scaffold,
        string function,
        IEnumerable<KeyValuePair<string, string>> environment)
    {
        var gateway = scaffold.Project("tests", ".LocalGateway");
        var command = await scaffold.DotnetAsync(
            "run", "--project", gateway, "--", "--port", "0", "--function", function);
        return await StartAsync(command with { Environment = command.Environment.Concat(environment) });
    }

    /// <summary>Starts a command that prints where it listens, and waits until it does. Its port should be 0: another
    /// process may take a port that is chosen here.</summary>
    public static async Task<RunningProxy> StartAsync(Command command)
    {
        var output = new List<string>();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = command.Start(line =>
        {
            lock (output)
            {
                output.Add(line);
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Value));
            }
        });

        var exited = process.WaitForExitAsync();
        if (await Task.WhenAny(listening.Task, exited, Task.Delay(TimeSpan.FromMinutes(3))) == listening.Task)
        {
            return new RunningProxy(process, output, await listening.Task);
        }

        process.Kill(entireProcessTree: true);
        lock (output)
        {
            throw new StepFailedException(
                $"{command} does not listen:{Environment.NewLine}{string.Join(Environment.NewLine, output)}");
        }
    }

    /// <summary>Waits until the process ends.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    [GeneratedRegex(@"(?<=listens on )http://127\.0\.0\.1:\d+\S*")]
    private static partial Regex Listening();
}
