using System.Text.Json;
using ServerlessProxy.Bench;
using ServerlessProxy.LocalGateway;

// Measures packaged functions in processes with a local runtime API and a backend, all on 127.0.0.1.
var subjects = JsonSerializer.Deserialize<Subjects>(await File.ReadAllTextAsync(args[0]))!;
var folder = args[1];
await using var server = await LoopbackServer.StartAsync(0, BodyCase.AnswerAsync, maxBodyBytes: null);
var backend = server.Address;
var report = new Report(subjects);

var cold = await MeasureColdAsync(share: null);
report.Cold("Cold start", cold);
report.ColdGoals(cold);
using (var share = CpuShare.TryCreate(CpuShare.OfMemory(512)))
{
    if (share is null)
    {
        report.Skip("0.289 of a CPU, the share of 512 MB", "this user cannot create a control group on this machine");
    }
    else
    {
        report.Cold("Cold start at 0.289 of a CPU from the beginning", await MeasureColdAsync(share));
        var fewer = BodyCase.Small with { Rounds = 300 };
        var warm = await WarmInvocations.MeasureAsync(subjects.All, fewer, backend, share);
        report.Warm("Warm, at 0.289 of a CPU", [(BodyCase.Small, warm)]);
    }
}

var small = await MeasureAsync([BodyCase.Small, BodyCase.Webhook]);
var responses = await MeasureAsync(BodyCase.Responses);
var requests = await MeasureAsync(BodyCase.Requests);
report.Warm("Warm", [.. small, .. responses, .. requests]);
report.WarmGoals(small[0].Measurements, responses[^1].Measurements);
foreach (var (name, measured) in new[] { ("response", responses), ("request", requests) })
{
    var growth = new Growth([.. measured.Select(each => each.Body)], [.. measured.Select(each => each.Measurements)]);
    await File.WriteAllTextAsync(
        Path.Combine(folder, $"{name}.svg"),
        growth.Plot($"Time by the size of the {name}'s body", subjects.All));
    report.Grow(name, growth);
}

report.Memory(
    await MemorySize.MeasureAsync(subjects.Managed, backend),
    await MemorySize.MeasureAsync(subjects.Native, backend));
report.Section("Managed memory of a response", await Allocations.MeasureAsync(BodyCase.Small.Event()));
report.Section("Inner pieces", InnerPiecesRun.Run(Path.Combine(folder, "benchmarkdotnet")));

// The functions' log lines are on the console.
await File.WriteAllTextAsync(Path.Combine(folder, "figures.md"), report.ToString());

Task<IReadOnlyDictionary<Subject, Sample>> MeasureColdAsync(CpuShare? share) =>
    ColdStarts.MeasureAsync(
        [
            (subjects.Managed, backend),
            (subjects.ManagedLimit, null),
            (subjects.Native, backend),
            (subjects.NativeLimit, null),
        ],
        share);

async Task<List<(BodyCase Body, IReadOnlyDictionary<Subject, Measurement> Measurements)>> MeasureAsync(
    IEnumerable<BodyCase> cases)
{
    var measured = new List<(BodyCase, IReadOnlyDictionary<Subject, Measurement>)>();
    foreach (var body in cases)
    {
        measured.Add((body, await WarmInvocations.MeasureAsync(subjects.All, body, backend)));
    }

    return measured;
}
