using System.Globalization;
using System.Text;

namespace ServerlessProxy.Bench;

/// <summary>Formats the measurements as Markdown: first the goals, then all figures.</summary>
internal sealed class Report(Subjects subjects)
{
    private const double BackendMilliseconds = 100;

    private readonly StringBuilder text = new();
    private readonly StringBuilder goals = new();

    /// <summary>Adds the cold starts, with the limits as echoes.</summary>
    public void Cold(string title, IReadOnlyDictionary<Subject, Sample> times)
    {
        Head(title, "process start to first result", "p50", "max", "of the echo's");
        foreach (var subject in subjects.All)
        {
            var ratio = times[subject].Median / times[subjects.LimitOf(subject)].Median;
            Row(
                subject.Zip is null ? $"{subject.Name}, echo only" : subject.Name,
                Ms(times[subject].Median),
                Ms(times[subject].Percentile(100)),
                Ratio(ratio));
        }

        text.AppendLine();
    }

    /// <summary>Adds the goals for cold starts with a whole CPU.</summary>
    public void ColdGoals(IReadOnlyDictionary<Subject, Sample> times)
    {
        var (managed, native, echo) = (
            times[subjects.Managed].Median,
            times[subjects.Native].Median,
            times[subjects.ManagedLimit].Median);
        Goal("native cold start", "at most 25 ms", Ms(native), native <= 25);
        Goal("native cold start", "at most 0.1 × the managed start", Ratio(native / managed), native <= 0.1 * managed);
        Goal("managed cold start", "at most 1.2 × the managed echo", Ratio(managed / echo), managed <= 1.2 * echo);
    }

    /// <summary>Adds the warm invocations.</summary>
    public void Warm(
        string title,
        IEnumerable<(BodyCase Body, IReadOnlyDictionary<Subject, Measurement> Measurements)> measured)
    {
        Head(title, "event to result", "function", "p50", "p99", "of the limit's p50", "CPU", "peak RSS");
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
            Goal($"warm small GET, {proxy.Name}", "at most 1.2 × the limit", Ratio(warm), warm <= 1.2);
            var large = largeResponse[proxy].Time.Median / largeResponse[subjects.LimitOf(proxy)].Time.Median;
            Goal($"4 MB binary response, {proxy.Name}", "at most 1.5 × the limit", Ratio(large), large <= 1.5);
        }

        var peak = largeResponse[subjects.Native].PeakMegabytes;
        Goal("4 MB binary response, native, peak RSS", "at most 90 MB", Megabytes(peak), peak <= 90);
        Zip(subjects.Managed, 400);
        Zip(subjects.Native, 4096);
    }

    /// <summary>Adds the growth of the time with the size of bodies.</summary>
    public void Grow(string name, Growth growth)
    {
        Head(
            $"Growth with the {name}'s body",
            "function",
            "slope, ms for a MB",
            "of the limit's",
            "R² of the straight line");
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
                    "slope within 1.3 × the limit's",
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
            Skip("Memory against cost", "this user cannot create a control group on this machine");
            return;
        }

        Head(
            "Memory against cost",
            "memory",
            "of a CPU",
            "first request, managed",
            "first request, native",
            "each later one, managed",
            "each later one, native",
            $"a million requests, the backend taking {BackendMilliseconds:0} ms");
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
    public override string ToString() => $"## Goals\n\n| figure | goal | here | |\n|---|---|---|---|\n{goals}\n{text}";

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
