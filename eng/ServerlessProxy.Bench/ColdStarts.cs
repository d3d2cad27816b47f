using System.Diagnostics;
using System.Globalization;

namespace ServerlessProxy.Bench;

/// <summary>The starts of one function. Lambda gives the initialization a whole CPU, and the first request only the
/// share of the function's memory size.</summary>
/// <param name="Methods">The methods that .NET compiled at run time until the first result; 0 for native code.</param>
internal sealed record ColdStart(int Methods)
{
    /// <summary>From the start of the process until it asks for its first event, with a whole CPU.</summary>
    public Sample Initialization { get; } = new();

    /// <summary>The first event after that, at the CPU share.</summary>
    public Sample FirstRequest { get; } = new();

    /// <summary>Both together: how long a caller waits for a cold start.</summary>
    public Sample Sum { get; } = new();

    /// <summary>From the start of the process until the first result, with a whole CPU.</summary>
    public Sample AtFullCpu { get; } = new();

    /// <summary>From the start of the process until the first result, at the CPU share.</summary>
    public Sample AtShare { get; } = new();
}

/// <summary>Measures cold starts.</summary>
internal static class ColdStarts
{
    private const int Starts = 15;

    /// <summary>Measures each function in turn, so that other load on the machine slows all of them.</summary>
    /// <param name="subjects">The functions. One without a backend is an echo.</param>
    /// <param name="share">The CPU share; null for a whole CPU.</param>
    public static async Task<IReadOnlyDictionary<Subject, ColdStart>> MeasureAsync(
        IReadOnlyList<(Subject Subject, Uri? Backend)> subjects,
        CpuShare? share)
    {
        var json = BodyCase.Small.Event();
        var times = new Dictionary<Subject, ColdStart>();
        foreach (var (subject, backend) in subjects)
        {
            times[subject] = new ColdStart(await CountMethodsAsync(subject, backend));
        }

        for (var start = 0; start < Starts; start++)
        {
            foreach (var (subject, backend) in subjects)
            {
                var (initialization, first) = await StartAsync(subject, backend, json, null, share);
                times[subject].Initialization.Add(initialization);
                times[subject].FirstRequest.Add(first);
                times[subject].Sum.Add(initialization + first);
                (initialization, first) = await StartAsync(subject, backend, json, null, null);
                times[subject].AtFullCpu.Add(initialization + first);
                (initialization, first) = await StartAsync(subject, backend, json, share, share);
                times[subject].AtShare.Add(initialization + first);
            }
        }

        return times;
    }

    /// <summary>Measures the first event after an initialization with a whole CPU.</summary>
    public static async Task<Sample> MeasureFirstInvocationAsync(Subject subject, Uri backend, CpuShare? share)
    {
        var times = new Sample();
        for (var start = 0; start < Starts / 2; start++)
        {
            times.Add((await StartAsync(subject, backend, BodyCase.Small.Event(), null, share)).First);
        }

        return times;
    }

    private static async Task<(TimeSpan Initialization, TimeSpan First)> StartAsync(
        Subject subject,
        Uri? backend,
        byte[] json,
        CpuShare? initializationShare,
        CpuShare? requestShare)
    {
        var started = Stopwatch.GetTimestamp();
        await using var running = await RunningSubject.StartAsync(subject, backend, initializationShare);
        await running.Initialized;
        var initialization = Stopwatch.GetElapsedTime(started);
        running.Limit(requestShare);
        return (initialization, await running.InvokeAsync(json));
    }

    /// <summary>Counts the methods that .NET compiles at run time until the first result. The count varies a little,
    /// because an <c>await</c> that does not have to wait needs fewer methods. This returns the median of five starts.
    /// </summary>
    private static async Task<int> CountMethodsAsync(Subject subject, Uri? backend)
    {
        var counts = new List<int>();
        for (var start = 0; start < 5; start++)
        {
            var file = Path.GetTempFileName();
            await using (var running = await RunningSubject.StartAsync(subject, backend, compiledMethods: file))
            {
                await running.InvokeAsync(BodyCase.Small.Event());
                counts.Add(
                    File.ReadLines(file).Count(line => line.Contains(" JIT compiled ", StringComparison.Ordinal)));
            }

            File.Delete(file);
        }

        return counts.Order().ElementAt(counts.Count / 2);
    }
}
