using System.Globalization;
using System.Text;

namespace ServerlessProxy.Bench;

/// <summary>Formats the measurements as Markdown: first the goals, then all figures.</summary>
internal sealed class Report(Subjects subjects)
{
    private const double BackendMilliseconds = 100;

    private readonly StringBuilder text = new();
    private readonly StringBuilder goals = new();

    /// <summary>Adds the cold starts and their goals.</summary>
    public void Cold(IReadOnlyDictionary<Subject, ColdStart> starts, bool hasShare)
    {
        var share = hasShare ? "0.289 CPU" : "full CPU: this user cannot create a control group";
        Head(
            "Cold start",
            "function",
            "methods compiled at run time",
            "initialization, full CPU",
            $"first request after that, {share}",
            "sum",
            "start to first response, full CPU",
            $"start to first response, {share}");
        foreach (var subject in subjects.All)
        {
            var start = starts[subject];
            Row(
                subjects.IsEcho(subject) ? $"{subject.Name}, as an echo" : subject.Name,
                start.Methods.ToString(CultureInfo.InvariantCulture),
                Ms(start.Initialization.Median),
                Ms(start.FirstRequest.Median),
                Ms(start.Sum.Median),
                Ms(start.AtFullCpu.Median),
                Ms(start.AtShare.Median));
        }

        text.AppendLine();
        var (managed, echo, blueprint) =
            (starts[subjects.Managed], starts[subjects.ManagedLimit], starts[subjects.Blueprint]);
        var methods = managed.Methods - echo.Methods;
        Goal("methods compiled at run time, managed", "at most 120 more than the echo", $"{methods} more", methods <= 120);
        Goal("start to first response, managed", "at most 1.3 × the echo", managed.AtFullCpu, echo.AtFullCpu, 1.3);
        Goal(
            "start to first response, managed",
            "at most 0.75 × the hand-written function",
            managed.AtFullCpu,
            blueprint.AtFullCpu,
            0.75);
        Goal(
            $"start to first response, managed, {share}",
            "at most 0.8 × the hand-written function",
            managed.AtShare,
            blueprint.AtShare,
            0.8);
        var native = starts[subjects.Native].AtFullCpu.Median;
        Goal("start to first response, native", "at most 25 ms", Ms(native), native <= 25);
    }

    /// <summary>Adds the warm invocations.</summary>
    public void Warm(
        string title,
        IEnumerable<(BodyCase Body, IReadOnlyDictionary<Subject, Measurement> Measurements)> measured)
    {
        Head(title, "from event to result", "function", "p50", "p99", "p50, ratio to the limit", "CPU", "peak RSS");
        foreach (var (body, measurements) in measured)
        {
            foreach (var subject in subjects.All)
            {
                var (time, cpu, peak) = measurements[subject];
                var ratio = time.Median / measurements[subjects.LimitOf(subject)].Time.Median;
                Row(
                    body.Name,
                    subject.Name,
                    Ms(time.Median),
                    Ms(time.Percentile(99)),
                    Ratio(ratio),
                    Ms(cpu),
                    Megabytes(peak));
            }
        }

        text.AppendLine();
    }

    /// <summary>Adds the goals for warm invocations and packages.</summary>
    public void WarmGoals(
        IReadOnlyDictionary<Subject, Measurement> small,
        IReadOnlyDictionary<Subject, Measurement> largeResponse)
    {
        foreach (var proxy in new[] { subjects.Managed, subjects.Native })
        {
            var warm = small[proxy].Time.Median / small[subjects.LimitOf(proxy)].Time.Median;
            Goal($"warm small GET, {proxy.Name}", "at most 1.15 × the limit", Ratio(warm), warm <= 1.15);
            var cpu = small[proxy].CpuMilliseconds / small[subjects.LimitOf(proxy)].CpuMilliseconds;
            Goal($"CPU of a warm small GET, {proxy.Name}", "at most 1.2 × the limit", Ratio(cpu), cpu <= 1.2);
            var large = largeResponse[proxy].Time.Median / largeResponse[subjects.LimitOf(proxy)].Time.Median;
            Goal($"4 MB binary response, {proxy.Name}", "at most 1.5 × the limit", Ratio(large), large <= 1.5);
        }

        var peak = largeResponse[subjects.Native].PeakMegabytes;
        Goal("4 MB binary response, native, peak RSS", "at most 90 MB", Megabytes(peak), peak <= 90);
        Zip(subjects.Managed, 400);
        Zip(subjects.Native, 3686);
    }

    /// <summary>Adds the growth of the time with the size of bodies.</summary>
    public void Grow(string name, Growth growth)
    {
        Head(
            $"Growth with the size of the {name}'s body",
            "function",
            "slope, ms/MB",
            "ratio to the limit",
            "R² of the line");
        foreach (var subject in subjects.All)
        {
            var ratio = growth.Slope(subject) / growth.Slope(subjects.LimitOf(subject));
            Row(
                subject.Name,
                Number(growth.Slope(subject)),
                Ratio(ratio),
                growth.Linearity(subject).ToString("0.000", CultureInfo.InvariantCulture));
            if (subject.Zip is not null)
            {
                Goal(
                    $"growth with the {name}, 64 KB to 4 MB, {subject.Name}",
                    "at most 1.3 × the limit's slope",
                    Ratio(ratio),
                    ratio <= 1.3);
            }
        }

        text.AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"![Time by the size of the {name}'s body]({name}.svg)")
            .AppendLine();
    }

    /// <summary>Adds the costs for each memory size, which docs/costs.md lists.</summary>
    public void Memory(IReadOnlyList<MemorySize> managed, IReadOnlyList<MemorySize> native)
    {
        if (managed.Count == 0)
        {
            Skip("Memory and cost", "this user cannot create a control group on this machine");
            return;
        }

        Head(
            "Memory and cost",
            "memory",
            "of a CPU",
            "first request, managed",
            "first request, native",
            "later ones, managed",
            "later ones, native",
            $"a million requests, if the backend takes {BackendMilliseconds:0} ms");
        foreach (var (size, other) in managed.Zip(native))
        {
            var price = LambdaPrice.OfAMillion(size.Megabytes, BackendMilliseconds + size.Warm);
            Row(
                $"{size.Megabytes} MB",
                Number(CpuShare.OfMemory(size.Megabytes)),
                Ms(size.FirstInvocation),
                Ms(other.FirstInvocation),
                Ms(size.Warm),
                Ms(other.Warm),
                $"${price.ToString("0.00", CultureInfo.InvariantCulture)}");
        }

        text.AppendLine();
    }

    /// <summary>Adds a table.</summary>
    public void Section(string title, string table) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"## {title}\n\n{table}");

    /// <summary>Adds a section that could not be measured, and the reason.</summary>
    public void Skip(string title, string reason) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"## {title}\n\nNot measured: {reason}.\n");

    /// <inheritdoc/>
    public override string ToString() => $"## Goals\n\n| figure | goal | result | |\n|---|---|---|---|\n{goals}\n{text}";

    private static string Ms(double milliseconds) => $"{Number(milliseconds)} ms";

    private static string Megabytes(double megabytes) => $"{megabytes.ToString("0", CultureInfo.InvariantCulture)} MB";

    private static string Ratio(double ratio) => $"{ratio.ToString("0.00", CultureInfo.InvariantCulture)} ×";

    private static string Number(double number) =>
        number.ToString(number < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private void Zip(Subject proxy, int kilobytes)
    {
        var size = new FileInfo(proxy.Zip!).Length / 1024.0;
        Goal(
            $"zip, {proxy.Name}",
            $"at most {kilobytes} KB",
            $"{size.ToString("0", CultureInfo.InvariantCulture)} KB",
            size <= kilobytes);
    }

    private void Goal(string figure, string goal, Sample time, Sample other, double ratio) =>
        Goal(figure, goal, Ratio(time.Median / other.Median), time.Median / other.Median <= ratio);

    private void Goal(string figure, string goal, string here, bool isReached) =>
        goals.AppendLine(
            CultureInfo.InvariantCulture,
            $"| {figure} | {goal} | {here} | {(isReached ? "reached" : "**missed**")} |");

    private void Head(string title, params string[] columns)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"## {title}\n");
        Row(columns);
        Row([.. columns.Select(_ => "---")]);
    }

    private void Row(params string[] cells) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |");
}
