using System.Diagnostics;

namespace ServerlessProxy.Bench;

/// <summary>First invocations.</summary>
internal static class ColdStarts
{
    private const int Starts = 15;

    /// <summary>Process start to first result, for each function, in turns.</summary>
    /// <param name="subjects">The functions; of one that is to echo, the backend is null.</param>
    /// <param name="share">The CPU that they have; null for all.</param>
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

    /// <summary>As on Lambda, where the start has a whole CPU and the first event comes after it: the first invocation alone, at a share of one.</summary>
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
