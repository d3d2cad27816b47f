using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;

namespace ServerlessProxy.Eng.Start;

/// <summary>Packs the template, creates and packages a proxy for each API type, and sends requests through it, for
/// <c>npm start</c>.</summary>
public static class StartCommand
{
    /// <summary>The backend URL of the scaffold if the real backend is on this machine, which a VPC cannot
    /// reach.</summary>
    private const string ExampleUrl = "http://10.0.12.5:8080";

    /// <summary>Runs the command.</summary>
    /// <returns>0 if every answer was as expected.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = StartOptions.Parse(arguments);

        Console.WriteLine("The template");
        await Steps.RunAsync("looking packages up in the NuGet sources", BuildEnvironment.PrepareAsync);
        var template = await Steps.RunAsync("packing", () => TemplatePackage.PackAsync("start"));
        await Steps.RunAsync("installing the nupkg into a separate hive", template.InstallAsync);

        await using var backend = options.Url is null ? await EmbeddedBackend.StartAsync() : null;
        var url = options.Url ?? backend!.Address;
        var wrong = 0;
        foreach (var apiType in new[] { "rest", "http" })
        {
            Console.WriteLine($"A proxy with {(apiType == "rest" ? "a REST API" : "an HTTP API")}");
            wrong += await TryAsync(
                template,
                apiType,
                url,
                backend is null ? Exchange.WithBackendOfTheUser() : Exchange.WithEmbeddedBackend());
        }

        Console.WriteLine(wrong == 0 ? "All answers were as expected." : $"{wrong} answers were wrong.");
        return wrong == 0 ? 0 : 1;
    }

    private static async Task<int> TryAsync(
        TemplatePackage template,
        string apiType,
        Uri url,
        IEnumerable<Exchange> exchanges)
    {
        var scaffold = await Steps.RunAsync("dotnet new serverless-proxy", () => template.CreateAsync(
            $"{apiType}-proxy",
            Repository.EmptyArtifacts("start", apiType),
            "--url", url.IsLoopback ? ExampleUrl : url.OriginalString,
            "--vpc-id", "vpc-0123456789abcdef0",
            "--subnet-ids", "subnet-0123456789abcdef0,subnet-0fedcba9876543210",
            "--api-type", apiType));
        await Steps.RunAsync("sls package", async () =>
            (await (await scaffold.ServerlessAsync("package")).RunAsync()).OrFail());

        var function = scaffold.In("artifacts", "unzipped");
        ZipFile.ExtractToDirectory(scaffold.Artifact, function);
        var settings = scaffold.CloudFormation()["Resources"]!["ForwardLambdaFunction"]!["Properties"]!["Environment"]![
            "Variables"
        ]!
            .AsObject()
            .ToDictionary(setting => setting.Key, setting => setting.Value!.GetValue<string>());
        settings["BACKEND_URL"] = url.OriginalString;

        using var proxy = await Steps.RunAsync("starting the unzipped package with the local gateway", () =>
            RunningProxy.StartAsync(scaffold, Path.Combine(function, "bootstrap.dll"), settings));
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        var wrong = 0;
        foreach (var exchange in exchanges)
        {
            wrong += await ExchangeAsync(client, proxy.Address, exchange) ? 0 : 1;
        }

        Console.WriteLine($"  The proxy is in {scaffold.Folder}");
        return wrong;
    }

    private static async Task<bool> ExchangeAsync(HttpClient client, Uri proxy, Exchange exchange)
    {
        var target = proxy + exchange.Target;
        using var request = new HttpRequestMessage(
            exchange.Method,
            new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (exchange.ContentType is { } contentType)
        {
            request.Content = new ByteArrayContent(exchange.Body)
            {
                Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) },
            };
        }

        var started = Stopwatch.GetTimestamp();
        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        var elapsed = Stopwatch.GetElapsedTime(started);

        var problem = exchange.Check((int)response.StatusCode, answer);
        Console.WriteLine(
            $"    {exchange.Method} {target} → {(int)response.StatusCode}, {answer.Length} bytes"
            + $" in {elapsed.TotalMilliseconds:0} ms{(problem is null ? "" : $": WRONG, {problem}")}");
        return problem is null;
    }
}
