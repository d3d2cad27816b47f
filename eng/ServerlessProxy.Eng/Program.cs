using ServerlessProxy.Eng;
using ServerlessProxy.Eng.Start;

try
{
    return args switch
    {
        ["start", .. var options] => await StartCommand.RunAsync(options),
        ["format"] => await FormatCommand.RunAsync(),
        ["test", .. var options] => await TestCommand.RunAsync(options),
        ["bench"] => await BenchCommand.RunAsync(),
        ["mutate", .. var options] => await MutateCommand.RunAsync(options),
        ["dotnet", .. var options] => await DotnetCommand.RunAsync(options),
        _ => throw new UsageException("Commands: start, format, test, bench, mutate, dotnet."),
    };
}
catch (UsageException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
catch (StepFailedException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
finally
{
    if (args is not ["dotnet", ..])
    {
        // The compiler server makes many builds in a row twice as fast, but would keep running for ten minutes.
        await new Command("dotnet", "build-server", "shutdown", "--vbcscompiler").RunAsync();
    }
}
