namespace ServerlessProxy.Eng;

/// <summary>How a program ended.</summary>
/// <param name="CommandLine">What was run.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output and standard error, as they came.</param>
public sealed record CommandResult(string CommandLine, int ExitCode, string Output)
{
    /// <summary>This, if the program succeeded.</summary>
    /// <exception cref="StepFailedException">It did not.</exception>
    public CommandResult OrFail() =>
        ExitCode == 0
            ? this
            : throw new StepFailedException(
                $"{CommandLine} failed with exit code {ExitCode}:{Environment.NewLine}{Output}");
}
