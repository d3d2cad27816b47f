namespace ServerlessProxy.Eng;

/// <summary>Runs the .NET CLI in the environment of <see cref="BuildEnvironment"/>, for <c>npm run
/// dotnet</c>.</summary>
public static class DotnetCommand
{
    /// <summary>Runs the command.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments) =>
        await new Command("dotnet", arguments)
        {
            Environment = await BuildEnvironment.PrepareAsync(),
            Timeout = TimeSpan.FromHours(1),
        }.RunVisiblyAsync();
}
