using System.Diagnostics;
using System.Globalization;
using System.Text;
using ServerlessProxy.LocalGateway;

namespace ServerlessProxy.Bench;

/// <summary>Represents a function in a separate process with its own runtime API.</summary>
internal sealed class RunningSubject : IAsyncDisposable
{
    private readonly LambdaRuntimeApi lambda;
    private readonly FunctionProcess process;

    private RunningSubject(LambdaRuntimeApi lambda, FunctionProcess process) =>
        (this.lambda, this.process) = (lambda, process);

    /// <summary>The CPU time of all threads of the process.</summary>
    public TimeSpan Cpu
    {
        get
        {
            using var running = Process.GetProcessById(process.Id);
            return running.TotalProcessorTime;
        }
    }

    /// <summary>The peak memory of the process, in MB of 2^20 bytes.</summary>
    public double PeakMegabytes =>
        File.ReadLines($"/proc/{process.Id}/status")
            .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Select(line =>
                double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
                / 1024)
            .Single();

    /// <summary>Ends when the function asks for its first event.</summary>
    public Task Initialized => lambda.Initialized;

    /// <summary>Starts it.</summary>
    /// <param name="subject">The function.</param>
    /// <param name="backend">Its backend; null for an echo.</param>
    /// <param name="share">The CPU that it has from the beginning; null for all.</param>
    /// <param name="compiledMethods">The file to which .NET writes each method that it compiles; null for none.</param>
    public static async Task<RunningSubject> StartAsync(Subject subject,
        Uri? backend,
        CpuShare? share = null,
        string? compiledMethods = null)
    {
        var lambda = await LambdaRuntimeApi.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["ROUTE_PREFIX"] = "/forward",
            ["BACKEND_TIMEOUT_SECONDS"] = "25",
            ["AUTH"] = "none",
        };
        if (compiledMethods is not null)
        {
            settings["DOTNET_JitStdOutFile"] = compiledMethods;
            settings["DOTNET_JitDisasmSummary"] = "1";
        }

        if (backend is not null)
        {
            settings["BACKEND_URL"] = backend.GetLeftPart(UriPartial.Authority);
        }

        var running = new RunningSubject(lambda, FunctionProcess.Start(subject.File, lambda.Address, settings));
        running.Limit(share);
        return running;
    }

    /// <summary>Limits the function to a share of a CPU.</summary>
    public void Limit(CpuShare? share) => share?.Add(process.Id);

    /// <summary>Sends an event and waits for the result.</summary>
    /// <returns>The duration.</returns>
    public async Task<TimeSpan> InvokeAsync(byte[] json)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await lambda.InvokeAsync(json);
        var time = Stopwatch.GetElapsedTime(started);
        return Encoding
            .UTF8.GetString(result.AsSpan(0, Math.Min(result.Length, 200)))
            .Contains("\"statusCode\":200", StringComparison.Ordinal)
            ? time
            : throw new InvalidOperationException(
                $"The status must be 200: {Encoding.UTF8.GetString(result)}");
    }

    public async ValueTask DisposeAsync()
    {
        process.Dispose();
        await lambda.DisposeAsync();
    }
}
