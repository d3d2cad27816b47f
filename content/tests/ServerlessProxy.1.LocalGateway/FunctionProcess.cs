using System.Diagnostics;

namespace ServerlessProxy.LocalGateway;

/// <summary>The function as a process of its own, started as Lambda's managed runtime starts it.</summary>
public sealed class FunctionProcess : IDisposable
{
    private readonly Process process;

    private FunctionProcess(Process process)
    {
        this.process = process;
        Exited = process.WaitForExitAsync();
    }

    /// <summary>The process's id.</summary>
    public int Id => process.Id;

    /// <summary>Ends when the process does.</summary>
    public Task Exited { get; }

    /// <summary>Starts the function. Its settings come from this process's environment.</summary>
    /// <param name="assembly">The function's assembly, or a program.</param>
    /// <param name="runtimeApi">Host and port of the Lambda runtime API.</param>
    /// <param name="environment">More settings.</param>
    public static FunctionProcess Start(
        string assembly,
        string runtimeApi,
        IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var isManaged = Path.GetExtension(assembly) == ".dll";
        var start = new ProcessStartInfo(isManaged ? "dotnet" : assembly, isManaged ? ["exec", assembly] : [])
        {
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

                // Where a web proxy is set, the runtime API is not behind it.
                ["NO_PROXY"] = "127.0.0.1",

                // Lambda has the very runtime; this machine may have a newer one only.
                ["DOTNET_ROLL_FORWARD"] = "Major",
            },
        };
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return new FunctionProcess(Process.Start(start)!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
