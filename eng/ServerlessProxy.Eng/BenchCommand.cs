using System.IO.Compression;
using System.Runtime.InteropServices;

namespace ServerlessProxy.Eng;

/// <summary><c>npm run bench</c>: what a packaged proxy costs, into bench/README.md.</summary>
public static class BenchCommand
{
    /// <summary>Runs it.</summary>
    /// <returns>0 if everything could be measured.</returns>
    public static async Task<int> RunAsync()
    {
        var environment = await BuildEnvironment.PrepareAsync();
        var template = await TemplatePackage.PackAsync("bench");
        await template.InstallAsync();
        var scaffold = await template.CreateAsync(
            "bench-proxy",
            Repository.EmptyArtifacts("bench", "scaffold"),
            "--url", "http://10.0.12.5:8080", "--vpc-id", "vpc-0123456789abcdef0", "--subnet-ids", "subnet-0123456789abcdef0");
        (await (await scaffold.ServerlessAsync("package")).RunAsync()).OrFail();
        var function = scaffold.In("artifacts", "unzipped");
        ZipFile.ExtractToDirectory(scaffold.Artifact, function);

        var figures = Path.Combine(Repository.Artifacts, "bench", "figures.md");
        (await new Command(
            "dotnet", "run", "--configuration", "Release", "--project", Repository.In("eng", "ServerlessProxy.Bench"), "--", Path.Combine(function, "bootstrap.dll"), scaffold.Artifact, figures)
        {
            Environment = environment,
        }.RunAsync()).OrFail();

        var report = $"""
            # Bench

            Made by `npm run bench`. These machines are noisy: a figure is worth its ratio to another of the same run.

            {DateTime.UtcNow:yyyy-MM-dd}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription};
            a `net8.0` proxy behind a REST API, ReadyToRun{(environment.ContainsKey("RestoreAdditionalProjectSources") ? ", with the stand-ins of AWS's packages" : "")}.

            {await File.ReadAllTextAsync(figures)}

            """;
        Directory.CreateDirectory(Repository.In("bench"));
        await File.WriteAllTextAsync(Repository.In("bench", "README.md"), report);
        Console.WriteLine(report);
        return 0;
    }
}
