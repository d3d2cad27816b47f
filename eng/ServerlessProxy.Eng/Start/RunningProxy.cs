using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ServerlessProxy.Eng.Start;

/// <summary>A packaged proxy that runs as a process, behind its scaffold's local gateway.</summary>
public sealed partial class RunningProxy : IDisposable
{
    private readonly Process process;

    private RunningProxy(Process process, Uri address) => (this.process, Address) = (process, address);

    /// <summary>Where the gateway listens, with the route.</summary>
    public Uri Address { get; }

    /// <summary>Starts the gateway and the function.</summary>
    /// <param name="scaffold">The scaffold, for its gateway.</param>
    /// <param name="function">The function's assembly.</param>
    /// <param name="environment">The function's settings.</param>
    public static async Task<RunningProxy> StartAsync(Scaffold scaffold, string function, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var command = await scaffold.DotnetAsync(
            "run", "--project", scaffold.Project("tests", ".LocalGateway"), "--", "--port", "0", "--function", function);
        var output = new List<string>();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = (command with { Environment = command.Environment.Concat(environment) }).Start(line =>
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
            return new RunningProxy(process, await listening.Task);
        }

        process.Kill(entireProcessTree: true);
        lock (output)
        {
            throw new StepFailedException($"{command} does not listen:{Environment.NewLine}{string.Join(Environment.NewLine, output)}");
        }
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
