using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks <c>--hosting native</c>: one file, compiled ahead of time for Amazon Linux 2023.</summary>
public sealed class NativeTests
{
    [Fact]
    public async Task Native_Package_IsOneFileThatServesTheProxy()
    {
        await using var backend = await EmbeddedBackend.StartAsync();
        var packaged = await PackagedProxy.OfAsync("native", "rest");
        Assert.DoesNotContain("warning IL", packaged.Output, StringComparison.Ordinal);

        var scaffold = packaged.Scaffold;
        using (var zip = ZipFile.OpenRead(scaffold.Artifact))
        {
            var entry = Assert.Single(zip.Entries);
            Assert.Equal("bootstrap", entry.FullName);
            const int executableByAll = 0b001_001_001;
            Assert.Equal(executableByAll, (entry.ExternalAttributes >> 16) & executableByAll);
        }

        var function = scaffold.CloudFormation()["Resources"]!["ForwardLambdaFunction"]!["Properties"]!;
        Assert.Equal(("provided.al2023", "bootstrap"), ((string?)function["Runtime"], (string?)function["Handler"]));

        var folder = scaffold.In("artifacts", "unzipped");
        ZipFile.ExtractToDirectory(scaffold.Artifact, folder);
        var settings = function["Environment"]!["Variables"]!
            .AsObject()
            .Where(setting => setting.Value is JsonValue)
            .ToDictionary(setting => setting.Key, setting => (string)setting.Value!);

        // The requests are not signed.
        settings["AUTH"] = "iam";
        settings["BACKEND_URL"] = backend.Address.OriginalString;
        using var proxy = await RunningProxy.StartAsync(scaffold, Path.Combine(folder, "bootstrap"), settings);
        using var client = new HttpClient();
        foreach (var exchange in Exchange.WithEmbeddedBackend())
        {
            using var request = new HttpRequestMessage(exchange.Method, new Uri(proxy.Address + exchange.Target));
            request.Content = exchange.ContentType is null ? null : new ByteArrayContent(exchange.Body);
            request.Content?.Headers.TryAddWithoutValidation("Content-Type", exchange.ContentType);
            using var response = await client.SendAsync(request);
            Assert.Null(exchange.Check((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync()));
        }
    }

    /// <summary>The file also contains AWS's client and Brotli.</summary>
    [Fact]
    public async Task Native_Package_WithAQueue_DeliversThroughSqs()
    {
        var delivered = new ConcurrentDictionary<string, long>();
        await using var backend = await Loopback.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            delivered[context.Request.Path] = body.Length;
        });
        var scaffold = await Template.CreateAsync(
            "native-queued",
            "my-proxy",
            [.. Template.Working, "--hosting", "native", "--framework", "net10.0", "--delivery", "fifo"]);
        var packaged = (await (await scaffold.ServerlessAsync("package")).RunAsync()).OrFail();
        Assert.DoesNotContain("warning IL", packaged.Output, StringComparison.Ordinal);

        var folder = scaffold.In("artifacts", "unzipped");
        ZipFile.ExtractToDirectory(scaffold.Artifact, folder);
        var settings = new[] { "ForwardLambdaFunction", "DeliverLambdaFunction" }
            .SelectMany(function =>
                scaffold.CloudFormation()["Resources"]![function]!["Properties"]!["Environment"]![
                    "Variables"
                ]!.AsObject())
            .Where(setting => setting.Value is JsonValue)
            .ToLookup(setting => setting.Key, setting => (string)setting.Value!)
            .ToDictionary(setting => setting.Key, setting => setting.Last());
        settings["BACKEND_URL"] = backend.Urls.Single();
        using var proxy = await RunningProxy.StartAsync(scaffold, Path.Combine(folder, "bootstrap"), settings);
        using var client = new HttpClient();
        var sizes = new Dictionary<string, long> { ["/small"] = 10, ["/large"] = 2 * 1024 * 1024 };
        foreach (var (path, size) in sizes)
        {
            using var response = await client.PostAsync(
                new Uri(proxy.Address + path),
                new ByteArrayContent(new byte[size]));
            Assert.Equal(202, (int)response.StatusCode);
        }

        for (var waited = 0; delivered.Count < sizes.Count && waited < 300; waited++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(
            sizes.OrderBy(size => size.Key, StringComparer.Ordinal),
            delivered.OrderBy(size => size.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("dotnet8", "x86_64", "win32", "x64", null)]
    [InlineData("dotnet10", "arm64", "darwin", "arm64", null)]
    [InlineData("provided.al2023", "x86_64", "linux", "x64", null)]
    [InlineData("provided.al2023", "arm64", "linux", "arm64", null)]
    [InlineData("provided.al2023", "x86_64", "win32", "x64", "provider.runtime: \"provided.al2023\" ")]
    [InlineData("provided.al2023", "arm64", "darwin", "arm64", "provider.runtime: \"provided.al2023\" ")]
    [InlineData("provided.al2023", "arm64", "linux", "x64", "provider.architecture: \"arm64\" ")]
    [InlineData("provided.al2023", "x86_64", "linux", "arm64", "provider.architecture: \"x86_64\" ")]
    public async Task Native_IsCompiledOnlyOnTheSamePlatform(
        string runtime,
        string architecture,
        string platform,
        string arch,
        string? beginning)
    {
        var service = new { provider = new { runtime, architecture }, custom = new { proxy = new { } } };
        var problems = await OptionModule.LinesAsync("native", "problems", service, null, new { platform, arch });
        Assert.Equal(beginning is null ? 0 : 1, problems.Count);
        Assert.All(problems, problem => Assert.StartsWith(beginning!, problem, StringComparison.Ordinal));
        Assert.All(
            problems,
            problem => Assert.Contains("set container under params to an image", problem, StringComparison.Ordinal));
    }

    /// <summary>
    /// A script replaces Docker, which the machine may not have. Of the paths of this machine, a container gets only
    /// the mounted folder.
    /// </summary>
    [Theory]
    [InlineData("net8.0", "x86_64", "build-dotnet8", "linux/amd64", "linux-x64")]
    [InlineData("net10.0", "arm64", "build-dotnet10", "linux/arm64", "linux-arm64")]
    public async Task Container_RunsTheSameBuild(
        string framework,
        string architecture,
        string image,
        string platform,
        string runtime)
    {
        var scaffold = await Template.CreateAsync(
            $"native-container-{architecture}",
            "my-proxy",
            [.. Template.Working, "--hosting", "native", "--framework", framework, "--architecture", architecture]);
        const string docker = """
            echo "docker $*"
            [ "$1" = run ] || exit 0
            echo "zip $LambdaZip"
            mkdir -p artifacts/function
            printf 'GLIBC_2.34' > artifacts/function/bootstrap
            """;
        var result = await ProgramInFront
            .Of(
                await scaffold.ServerlessAsync("package", "--param", $"container=public.ecr.aws/sam/{image}"),
                "docker",
                docker)
            .RunAsync();
        var run = result.Output.Split('\n').Single(line => line.StartsWith("docker run", StringComparison.Ordinal));
        Assert.StartsWith($"docker run --rm --platform {platform} ", run, StringComparison.Ordinal);
        Assert.EndsWith(
            $" --volume {scaffold.Folder}:/scaffold --workdir /scaffold --env LambdaZip --env HOME=/tmp"
                + $" public.ecr.aws/sam/{image} dotnet publish src/my-proxy --configuration Release"
                + $" --output artifacts/function --runtime {runtime}"
                + " -p:TreatWarningsAsErrors=false -p:PublishAot=true",
            run,
            StringComparison.Ordinal);
        Assert.Contains("\nzip /scaffold/artifacts/function.zip\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GLIBC_2.17 GLIBC_2.34 GLIBC_2.9", null)]
    [InlineData("GLIBC_2.34 GLIBC_2.38 GLIBC_2.4", "2.38")]
    [InlineData("GLIBC_3.0", "3.0")]
    public async Task Binary_ThatNeedsANewerGlibcThanLambda_IsRejected(string symbols, string? needed)
    {
        var folder = Repository.EmptyArtifacts("tests", "native", $"{symbols.Length}");
        var file = Path.Combine(folder, "bootstrap");
        byte[] binary = [0x7F, .. "ELF"u8, 0xFF, 0, .. Encoding.ASCII.GetBytes(symbols.Replace(' ', '\0')), 0];
        await File.WriteAllBytesAsync(file, binary);
        var result = await OptionModule.CallAsync("native", "build.check", file);
        Assert.Equal(needed is null, result.ExitCode == 0);
        Assert.Equal(
            needed is not null,
            result.Output.Contains($"needs glibc {needed}, and Lambda has 2.34.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ManagedBuild_WithoutABinary_IsAccepted() =>
        (await OptionModule.CallAsync("native", "build.check", "no-such-file")).OrFail();
}
