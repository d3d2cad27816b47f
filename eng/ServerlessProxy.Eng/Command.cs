using System.Diagnostics;
using System.Text;

namespace ServerlessProxy.Eng;

/// <summary>Represents a program to run.</summary>
/// <param name="File">Its name on the PATH, or its path.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record Command(string File, params string[] Arguments)
{
    private static readonly KeyValuePair<string, string>[] Quiet =
    [
        new("DOTNET_NOLOGO", "1"),
        new("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
        new("DOTNET_CLI_UI_LANGUAGE", "en"),

        // Build processes end with the command that started them, except the compiler server, which Program ends. It is
        // used
        // even if this machine disables it: without it, each of a hundred compilers would take six seconds to start.
        new("MSBUILDDISABLENODEREUSE", "1"),
        new("DOTNET_CLI_USE_MSBUILD_SERVER", "0"),
        new("UseSharedCompilation", "true"),
    ];

    /// <summary>The working directory.</summary>
    public string Folder { get; init; } = Repository.Root;

    /// <summary>Environment variables in addition to those of this process.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>The time after which the program and all processes it started are killed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Runs the program and collects its output.</summary>
    public async Task<CommandResult> RunAsync()
    {
        var output = new StringBuilder();
        using var process = Start(line =>
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        });
        var exitCode = await WaitAsync(process);
        lock (output)
        {
            return new CommandResult(ToString(), exitCode, output.ToString());
        }
    }

    /// <summary>Runs the program and passes its output through.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> RunVisiblyAsync()
    {
        using var process = Process.Start(Describe())!;
        return await WaitAsync(process);
    }

    /// <summary>Starts the program. The caller must end it.</summary>
    /// <param name="line">Receives each line of its output.</param>
    public Process Start(Action<string> line)
    {
        var start = Describe();
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += Receive;
        process.ErrorDataReceived += Receive;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Receive(object sender, DataReceivedEventArgs received)
        {
            if (received.Data is { } text)
            {
                line(text);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', [Path.GetFileName(File), .. Arguments]);

    private ProcessStartInfo Describe()
    {
        var start = new ProcessStartInfo(File, Arguments) { WorkingDirectory = Folder };
        foreach (var (name, value) in Quiet.Concat(Environment))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task<int> WaitAsync(Process process)
    {
        using var deadline = new CancellationTokenSource(Timeout);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new StepFailedException($"{this} did not end within {Timeout}.");
        }
    }
}
