using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>A shell script that a command finds on its PATH before the program of that name.</summary>
internal static class ProgramInFront
{
    /// <summary>The command, which finds the script.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="script">The script's lines.</param>
    public static Command Of(Command command, string name, string script)
    {
        var folder = Path.Combine(Repository.Artifacts, "tests", "programs", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return command with
        {
            Environment = command.Environment.Append(
                new("PATH", $"{folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}")),
        };
    }
}
