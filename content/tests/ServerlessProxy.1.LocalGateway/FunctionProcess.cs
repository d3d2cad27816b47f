using System.Diagnostics;
using System.Text;

namespace ServerlessProxy.LocalGateway;

/// <summary>Runs the function in a separate process, started as Lambda's managed runtime starts it.</summary>
public sealed class FunctionProcess : IDisposable
{
    private readonly Process process;

    private FunctionProcess(Process process)
    {
        this.process = process;
        Exited = process.WaitForExitAsync();
    }

    /// <summary>The process id.</summary>
    public int Id => process.Id;

    /// <summary>Completes when the process ends.</summary>
    public Task Exited { get; }

    /// <summary>Starts the function. It inherits this process's environment.</summary>
    /// <param name="assembly">The function's assembly, or its program.</param>
    /// <param name="runtimeApi">Host and port of the Lambda runtime API.</param>
    /// <param name="environment">More environment variables.</param>
    /// <param name="print">Receives each line of standard output; null for this process's standard output.</param>
    public static FunctionProcess Start(
        string assembly,
        string runtimeApi,
        IEnumerable<KeyValuePair<string, string>>? environment = null,
        Action<string>? print = null)
    {
        var isManaged = Path.GetExtension(assembly) == ".dll";
        var start = new ProcessStartInfo(isManaged ? "dotnet" : assembly, isManaged ? ["exec", assembly] : [])
        {
            RedirectStandardOutput = print is not null,
            StandardOutputEncoding = print is not null ? Encoding.UTF8 : null,
            Environment =
            {
                ["AWS_LAMBDA_RUNTIME_API"] = runtimeApi,
                ["AWS_LAMBDA_FUNCTION_NAME"] = "local-forward",
                ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
                ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512",
                ["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/local-forward",
                ["AWS_LAMBDA_LOG_STREAM_NAME"] = "local",
                ["LAMBDA_TASK_ROOT"] = Path.GetDirectoryName(assembly),
                ["_HANDLER"] = "bootstrap",

                // The runtime API is not behind this machine's web proxy.
                ["NO_PROXY"] = "127.0.0.1",

                // Lambda has exactly the function's runtime. This machine may only have a newer one.
                ["DOTNET_ROLL_FORWARD"] = "Major",
            },
        };
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        if (print is not null)
        {
            process.OutputDataReceived += (_, output) =>
            {
                if (output.Data is { } line)
                {
                    print(line);
                }
            };
            process.BeginOutputReadLine();
        }

        return new FunctionProcess(process);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
