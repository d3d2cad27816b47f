namespace ServerlessProxy.Bench;

/// <summary>Measures invocations of functions that have handled many events before.</summary>
internal static class WarmInvocations
{
    /// <summary>Measures each function with one kind of request. The functions run in separate processes and in turns,
    /// so that other work of the machine affects all of them.</summary>
    public static async Task<IReadOnlyDictionary<Subject, Measurement>> MeasureAsync(
        IReadOnlyList<Subject> subjects,
        BodyCase body,
        Uri backend,
        CpuShare? share = null)
    {
        var json = body.Event();
        var running = new List<RunningSubject>();
        try
        {
            foreach (var subject in subjects)
            {
                running.Add(await StartWarmAsync(subject, backend, json, body.Rounds));
            }

            running.ForEach(each => each.Limit(share));
            var times = subjects.Select(_ => new Sample()).ToList();
            var before = running.ConvertAll(each => each.Cpu);
            for (var round = 0; round < body.Rounds; round++)
            {
                for (var index = 0; index < running.Count; index++)
                {
                    times[index].Add(await running[index].InvokeAsync(json));
                }
            }

            return subjects
                .Select((subject, index) => (subject, index))
                .ToDictionary(
                    pair => pair.subject,
                    pair => new Measurement(
                        times[pair.index],
                        (running[pair.index].Cpu - before[pair.index]).TotalMilliseconds / body.Rounds,
                        running[pair.index].PeakMegabytes));
        }
        finally
        {
            foreach (var each in running)
            {
                await each.DisposeAsync();
            }
        }
    }

    private static async Task<RunningSubject> StartWarmAsync(Subject subject, Uri backend, byte[] json, int rounds)
    {
        var running = await RunningSubject.StartAsync(subject, backend);
        for (var count = 0; count < Math.Min(rounds, 300); count++)
        {
            await running.InvokeAsync(json);
        }

        // Waits until the runtime has recompiled frequently called methods in the background.
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        return running;
    }
}
