using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Replaces a program on the PATH of a command with a shell script.</summary>
internal static class ProgramInFront
{
    /// <summary>Returns a command that runs the script instead of the program.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="script">The script's lines.</param>
    public static Command Of(Command command, string name, string script)
    {
        var folder = Path.Combine(Repository.Artifacts, "tests", "programs", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        WriteScript(Path.Combine(folder, name), script);
        return command with
        {
            Environment = command.Environment.Append(
                new("PATH", $"{folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}")),
        };
    }

    /// <summary>Writes an executable shell script.</summary>
    public static void WriteScript(string file, string script)
    {
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
