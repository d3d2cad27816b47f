using System.Diagnostics;

namespace ServerlessProxy.Eng.Start;

/// <summary>Prints each step and its duration.</summary>
public static class Steps
{
    /// <summary>Runs a step.</summary>
    public static async Task<T> RunAsync<T>(string name, Func<Task<T>> step)
    {
        Console.Write($"  {name} … ");
        var started = Stopwatch.GetTimestamp();
        try
        {
            var result = await step();
            Console.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
            return result;
        }
        catch
        {
            Console.WriteLine("failed");
            throw;
        }
    }
}
