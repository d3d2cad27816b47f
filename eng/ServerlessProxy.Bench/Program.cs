using System.Text.Json;
using ServerlessProxy.Bench;
using ServerlessProxy.LocalGateway;

// Measures packaged functions in processes with a local runtime API and a backend, all on 127.0.0.1.
var subjects = JsonSerializer.Deserialize<Subjects>(await File.ReadAllTextAsync(args[0]))!;
var folder = args[1];
await using var server = await LoopbackServer.StartAsync(0, BodyCase.AnswerAsync, maxBodyBytes: null);
var backend = server.Address;
var report = new Report(subjects);

using (var share = CpuShare.TryCreate(CpuShare.OfMemory(512)))
{
    var cold = await ColdStarts.MeasureAsync(
        [.. subjects.All.Select(each => (each, subjects.IsEcho(each) ? null : backend))],
        share);
    report.Cold(cold, share is not null);
    if (share is not null)
    {
        var body = BodyCase.Small with { Rounds = 300 };
        report.Warm(
            "Warm, with 0.289 of a CPU",
            [(body, await WarmInvocations.MeasureAsync(subjects.All, body, backend, share))]);
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
