using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ServerlessProxy.Eng;

/// <summary>Measures a packaged proxy and writes the results to bench/, for <c>npm run bench</c>.</summary>
public static class BenchCommand
{
    /// <summary>The framework of the runtime on this machine. Code that is precompiled for another runtime would be
    /// compiled again at the start.</summary>
    private static readonly string Framework = Environment.Version.Major >= 10 ? "net10.0" : "net8.0";

    /// <summary>Runs the command.</summary>
    /// <returns>0 if everything could be measured.</returns>
    public static async Task<int> RunAsync()
    {
        var environment = await BuildEnvironment.PrepareAsync();
        var template = await TemplatePackage.PackAsync("bench");
        await template.InstallAsync();
        var (managed, managedTimes) = await PackageAsync(template, "managed");
        var (native, nativeTimes) = await PackageAsync(template, "native");
        var subjects = new
        {
            Managed = new { Name = "managed", File = Unzip(managed, "bootstrap.dll"), Zip = managed.Artifact },
            ManagedLimit = new
            {
                Name = "managed limit",
                File = await PublishAsync(environment, "Limit", "managed-limit", "bootstrap.dll"),
            },
            Blueprint = new
            {
                Name = "hand-written",
                File = await PublishAsync(environment, "Blueprint", "blueprint", "bootstrap.dll"),
            },
            Native = new { Name = "native", File = Unzip(native, "bootstrap"), Zip = native.Artifact },
            NativeLimit = new
            {
                Name = "native limit",
                File = await PublishAsync(
                    environment,
                    "Limit",
                    "native-limit",
                    "bootstrap",
                    "-p:PublishAot=true",
                    "-p:CppCompilerAndLinker=gcc"),
            },
        };

        var folder = Repository.EmptyArtifacts("bench", "report");
        var subjectsFile = Path.Combine(folder, "subjects.json");
        await File.WriteAllTextAsync(subjectsFile, JsonSerializer.Serialize(subjects));
        var project = Repository.In("eng", "ServerlessProxy.Bench");
        (await new Command(
            "dotnet", "run", "--configuration", "Release", "--project", project, "--", subjectsFile, folder)
        {
            Environment = environment,
            Timeout = TimeSpan.FromMinutes(30),
        }.RunAsync()).OrFail();

        var report = $"""
            # Bench

            `npm run bench` writes this page. The machine is noisy, so compare figures only with others of the same run.
            The two figures of a ratio were measured in turns.

            {DateTime.UtcNow:yyyy-MM-dd}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture},
            {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}; functions for {Framework}{(
                environment.ContainsKey("RestoreAdditionalProjectSources")
                    ? ", with the stand-ins of AWS's packages"
                    : ""
            )}.
            The proxy is a packaged one, with a REST API. The *limit* is `eng/ServerlessProxy.Bench.Limit`: as an echo, it
            responds immediately. Otherwise, it sends one request with a bare `SocketsHttpHandler`, without headers,
            checks or a log. Backend, runtime API and function share the machine.

            {await File.ReadAllTextAsync(Path.Combine(folder, "figures.md"))}
            ## Generating and packaging

            | step | managed | native |
            |---|---|---|
            | `dotnet new serverless-proxy` | {Seconds(managedTimes.New)} | {Seconds(nativeTimes.New)} |
            | `npm run package` of a new scaffold | {Seconds(managedTimes.Package)} | {Seconds(nativeTimes.Package)} |

            """;
        Directory.CreateDirectory(Repository.In("bench"));
        var readme = Repository.In("bench", "README.md");
        await File.WriteAllTextAsync(readme, report.ReplaceLineEndings("\n") + Notes(readme));
        foreach (var plot in Directory.GetFiles(folder, "*.svg"))
        {
            File.Copy(plot, Repository.In("bench", Path.GetFileName(plot)), overwrite: true);
        }

        Console.WriteLine(report);
        return 0;
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.0} s";

    /// <summary>Returns the handwritten end of the last report.</summary>
    private static string Notes(string readme)
    {
        var last = File.Exists(readme) ? File.ReadAllText(readme) : "";
        var start = last.IndexOf("\n## Missed goals", StringComparison.Ordinal);
        return start < 0 ? "" : last[start..];
    }

    private static async Task<(Scaffold Scaffold, (TimeSpan New, TimeSpan Package) Times)> PackageAsync(
        TemplatePackage template,
        string hosting)
    {
        var started = Stopwatch.GetTimestamp();
        var scaffold = await template.CreateAsync(
            "bench-proxy",
            Repository.EmptyArtifacts("bench", hosting),
            "--url", "http://10.0.12.5:8080",
            "--vpc-id", "vpc-0123456789abcdef0",
            "--subnet-ids", "subnet-0123456789abcdef0",
            "--hosting", hosting,
            "--framework", Framework);
        var made = Stopwatch.GetTimestamp();
        (await (await scaffold.ServerlessAsync("package")).RunAsync()).OrFail();
        return (scaffold, (Stopwatch.GetElapsedTime(started, made), Stopwatch.GetElapsedTime(made)));
    }

    private static string Unzip(Scaffold scaffold, string file)
    {
        var folder = scaffold.In("artifacts", "unzipped");
        ZipFile.ExtractToDirectory(scaffold.Artifact, folder);
        return Path.Combine(folder, file);
    }

    private static async Task<string> PublishAsync(
        IEnumerable<KeyValuePair<string, string>> environment,
        string project,
        string name,
        string file,
        params string[] options)
    {
        var folder = Repository.EmptyArtifacts("bench", name);
        string[] arguments =
        [
            "publish", Repository.In("eng", $"ServerlessProxy.Bench.{project}"),
            "--configuration", "Release",
            "--runtime", "linux-x64",
            "--output", folder,
            $"-p:BenchFramework={Framework}",
        ];
        (await new Command("dotnet", [.. arguments, .. options])
        {
            Environment = environment,
        }.RunAsync()).OrFail();
        return Path.Combine(folder, file);
    }
}
