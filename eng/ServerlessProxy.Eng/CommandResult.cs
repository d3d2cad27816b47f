namespace ServerlessProxy.Eng;

/// <summary>Represents the result of a program.</summary>
/// <param name="CommandLine">The command line.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output and standard error, in order.</param>
public sealed record CommandResult(string CommandLine, int ExitCode, string Output)
{
    /// <summary>Returns this result if the program succeeded.</summary>
    /// <exception cref="StepFailedException">The program failed.</exception>
    public CommandResult OrFail() =>
        ExitCode == 0
            ? this
            : throw new StepFailedException(
                $"{CommandLine} failed with exit code {ExitCode}:{Environment.NewLine}{Output}");
}
