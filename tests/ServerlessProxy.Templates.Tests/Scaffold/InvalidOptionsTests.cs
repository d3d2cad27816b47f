using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Checks that <c>dotnet new</c> rejects combinations of options that do not work.</summary>
public sealed class InvalidOptionsTests
{
    /// <summary>The exit code of a failed post-action: https://aka.ms/templating-exit-codes#105.</summary>
    private const int PostActionFailed = 105;

    [Theory]
    [InlineData(
        "--waf: requires a REST API. Omit it, or use --api-type rest.",
        "--waf",
        "--api-type",
        "http"
    )]
    [InlineData(
        "--snapstart: requires managed hosting. Omit it, or use --hosting managed.",
        "--snapstart",
        "--hosting",
        "native"
    )]
    public async Task Options_ThatDoNotWorkTogether_AreRejectedWithOneMessage(string sentence, params string[] options)
    {
        var folder = Repository.EmptyArtifacts("tests", "invalid", options[0]);
        string[] arguments = ["serverless-proxy", "--no-update-check", "--name=my-proxy", .. options];
        var result = await ((await Template.PackageAsync()).New(arguments) with { Folder = folder }).RunAsync();
        Assert.Equal(PostActionFailed, result.ExitCode);
        var line = Assert.Single(
            result.Output.Split('\n'),
            line => line.StartsWith("Manual instructions: --", StringComparison.Ordinal));
        Assert.Equal($"Manual instructions: {sentence}", line.TrimEnd());
    }
}
