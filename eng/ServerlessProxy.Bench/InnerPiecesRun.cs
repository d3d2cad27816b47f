using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ServerlessProxy.Bench;

/// <summary>Runs <see cref="InnerPieces"/> with BenchmarkDotNet in this process. A separate project would need this
/// repository's NuGet environment.</summary>
internal static class InnerPiecesRun
{
    /// <summary>Runs the benchmarks.</summary>
    /// <param name="folder">The output folder of BenchmarkDotNet.</param>
    /// <returns>A table.</returns>
    public static string Run(string folder)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(folder);
        var summary = BenchmarkRunner.Run<InnerPieces>(config);
        var table = new AccumulationLogger();
        MarkdownExporter.GitHub.ExportToLog(summary, table);
        var lines = table.GetLog().Split('\n').Select(line => line.TrimEnd());
        return string.Join('\n', lines.Where(line => line.StartsWith('|'))) + "\n";
    }
}
