using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Code that does not compile is never deployed.</summary>
public sealed class BuildFailureTests
{
    [Theory]
    [InlineData("package")]
    [InlineData("deploy")]
    public async Task CodeThatDoesNotCompile_StopsTheCommandLoudly(params string[] command)
    {
        var scaffold = await Template.CreateAsync(
            $"build-failure-{string.Concat(command)}",
            "my-proxy",
            Template.Working);
        Directory.CreateDirectory(Path.GetDirectoryName(scaffold.Artifact)!);
        await File.WriteAllTextAsync(scaffold.Artifact, "what an earlier build left");
        await File.AppendAllTextAsync(scaffold.In("src", "my-proxy", "Program.cs"), "this is not C#");

        var run = await scaffold.ServerlessAsync(command);
        var result = await (
            run with
            {
                Environment = run.Environment.Concat([
                    new("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
                    new("AWS_SECRET_ACCESS_KEY", "example"),
                ]),
            }
        ).RunAsync();

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("error CS", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "dotnet publish: failed with exit code 1. Correct the errors above.",
            result.Output,
            StringComparison.Ordinal);
        Assert.False(File.Exists(scaffold.Artifact));
    }
}
