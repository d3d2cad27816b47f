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
        // It halves the time of many builds in a row, and would wait for more for ten minutes.
        await new Command("dotnet", "build-server", "shutdown", "--vbcscompiler").RunAsync();
    }
}
