namespace ServerlessProxy.Eng;

/// <summary><c>npm run mutate</c>: changes the forwarder in many small ways, and sees whether its quick tests notice.</summary>
public static class MutateCommand
{
    /// <summary>Runs it. Arguments go to dotnet-stryker: <c>npm run mutate -- --mutate "**/RoutePath.cs"</c>.</summary>
    /// <returns>0 if at least 90 % of the changes are noticed.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var environment = await BuildEnvironment.PrepareAsync();
        (await new Command("dotnet", "tool", "restore").RunAsync()).OrFail();
        return await new Command(
            "dotnet",
            ["stryker", "--config-file", Path.Combine("eng", "stryker-config.json"), "--output", Path.Combine(Repository.Artifacts, "mutate"), .. arguments])
        {
            Environment = environment,
            Timeout = TimeSpan.FromHours(3),
        }.RunVisiblyAsync();
    }
}
