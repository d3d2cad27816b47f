namespace Amazon.Lambda.Core;

/// <summary>Writes to the function's log without an <see cref="ILambdaContext"/>.</summary>
public static class LambdaLogger
{
    public static void Log(string message) => Console.WriteLine(message);
}
