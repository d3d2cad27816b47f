namespace ServerlessProxy.Templates.Tests;

/// <summary>Secrets come only from Secrets Manager. tests/plugin/options.test.js checks every kind of reference.</summary>
public sealed class SecretsTests
{
    private const string Plain = "in-plain-text-0123";
    private const string Missing = "functions.forward.environment.WEBHOOK_SECRET: is missing, ";

    [Theory]
    [InlineData(
        "WEBHOOK_SECRET: !Join [\"\", [\"{{resolve:secretsmanager:\", !Ref WebhookSecret, \":SecretString}}\"]]",
        "WEBHOOK_SECRET: ${env:PLAIN}",
        "WEBHOOK_SECRET: is not a reference to a secret, "
    )]
    [InlineData("WEBHOOK_SECRET: ", "# WEBHOOK_SECRET: ", Missing)]
    public async Task Secret_InPlainText_IsNotPackaged(string before, string after, string problem)
    {
        var scaffold = await Template.CreateAsync("secrets", "my-proxy", [.. Template.Working, "--auth", "github"]);
        var yaml = await File.ReadAllTextAsync(scaffold.In("serverless.yml"));
        Assert.Contains(before, yaml, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            scaffold.In("serverless.yml"),
            yaml.Replace(before, after, StringComparison.Ordinal));
        var command = await WithoutBuild.ServerlessAsync(scaffold, "package");
        var packaged = await (command with { Environment = [.. command.Environment, new("PLAIN", Plain)] }).RunAsync();
        Assert.NotEqual(0, packaged.ExitCode);
        Assert.Contains($"  {problem}", packaged.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Plain, packaged.Output, StringComparison.Ordinal);
        Assert.False(
            Directory.Exists(scaffold.In(".serverless"))
                && Directory
                    .EnumerateFiles(scaffold.In(".serverless"))
                    .Any(file => File.ReadAllText(file).Contains(Plain, StringComparison.Ordinal)));
    }
}
