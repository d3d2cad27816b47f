using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Runs the Serverless Framework where the code of the function does not matter: the <c>dotnet</c> that it finds makes an empty zip
/// in the place of a build of many seconds.</summary>
internal static class WithoutBuild
{
    private static readonly Lazy<string> Folder = new(Create);

    /// <summary>A command of the Serverless Framework in a scaffold.</summary>
    public static async Task<Command> ServerlessAsync(Scaffold scaffold, params string[] arguments)
    {
        var command = await scaffold.ServerlessAsync(arguments);
        return command with
        {
            Environment = command.Environment.Append(new("PATH", $"{Folder.Value}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}")),
        };
    }

    private static string Create()
    {
        var folder = Repository.EmptyArtifacts("tests", "without-build");
        var dotnet = Path.Combine(folder, "dotnet");
        File.WriteAllText(dotnet, """
            #!/bin/sh
            mkdir -p "$(dirname "$LambdaZip")"
            printf 'PK\005\006\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000' > "$LambdaZip"

            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }
}
