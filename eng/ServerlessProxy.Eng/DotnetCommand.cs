namespace ServerlessProxy.Eng;

/// <summary><c>npm run dotnet -- …</c>: the .NET CLI in the environment of <see cref="BuildEnvironment"/>.</summary>
public static class DotnetCommand
{
    /// <summary>Runs it.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments) =>
        await new Command("dotnet", arguments)
        {
            Environment = await BuildEnvironment.PrepareAsync(),
            Timeout = TimeSpan.FromHours(1),
        }.RunVisiblyAsync();
}
