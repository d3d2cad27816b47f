namespace Amazon.Lambda.Core;

/// <summary>Writes to the function's log where no <see cref="ILambdaContext"/> is at hand.</summary>
public static class LambdaLogger
{
    public static void Log(string message) => Console.WriteLine(message);
}
