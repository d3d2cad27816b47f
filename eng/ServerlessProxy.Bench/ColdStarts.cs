using System.Diagnostics;

namespace ServerlessProxy.Bench;

/// <summary>Measures first invocations.</summary>
internal static class ColdStarts
{
    private const int Starts = 15;

    /// <summary>Measures the time from the start of the process to the first result, in turns.</summary>
    /// <param name="subjects">The functions. The backend of an echo is null.</param>
    /// <param name="share">The share of a CPU; null for a whole CPU.</param>
    public static async Task<IReadOnlyDictionary<Subject, Sample>> MeasureAsync(
        IReadOnlyList<(Subject Subject, Uri? Backend)> subjects,
        CpuShare? share = null)
    {
        var json = BodyCase.Small.Event();
        var times = subjects.ToDictionary(each => each.Subject, _ => new Sample());
        for (var start = 0; start < Starts; start++)
        {
            foreach (var (subject, backend) in subjects)
            {
                var started = Stopwatch.GetTimestamp();
                await using var running = await RunningSubject.StartAsync(subject, backend, share);
                await running.InvokeAsync(json);
                times[subject].Add(Stopwatch.GetElapsedTime(started));
            }
        }

        return times;
    }

    /// <summary>Measures only the first invocation, at a share of a CPU. The start has a whole CPU, as on
    /// Lambda.</summary>
    public static async Task<Sample> MeasureFirstInvocationAsync(Subject subject, Uri backend, CpuShare? share)
    {
        var json = BodyCase.Small.Event();
        var times = new Sample();
        for (var start = 0; start < Starts / 2; start++)
        {
            await using var running = await RunningSubject.StartAsync(subject, backend);
            await Task.Delay(TimeSpan.FromSeconds(1));
            running.Limit(share);
            times.Add(await running.InvokeAsync(json));
        }

        return times;
    }
}
