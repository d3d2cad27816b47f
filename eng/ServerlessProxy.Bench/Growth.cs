using MathNet.Numerics;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace ServerlessProxy.Bench;

/// <summary>Calculates how the time of an invocation grows with the size of a body: medians and their linear
/// regression.</summary>
internal sealed class Growth(
    IReadOnlyList<BodyCase> cases,
    IReadOnlyList<IReadOnlyDictionary<Subject, Measurement>> measurements)
{
    private readonly double[] megabytes = [.. cases.Select(each => each.Bytes / 1024.0 / 1024.0)];

    /// <summary>Returns the slope of the line, in ms for each MB of the body.</summary>
    public double Slope(Subject subject) => Fit.Line(megabytes, Medians(subject)).B;

    /// <summary>Returns the coefficient of determination: 1 for a perfect line.</summary>
    public double Linearity(Subject subject)
    {
        var (intercept, slope) = Fit.Line(megabytes, Medians(subject));
        return GoodnessOfFit.RSquared(megabytes.Select(x => intercept + (slope * x)), Medians(subject));
    }

    /// <summary>Draws the medians.</summary>
    /// <returns>SVG.</returns>
    public string Plot(string title, IEnumerable<Subject> subjects)
    {
        var model = new PlotModel { Title = title, Background = OxyColors.White };
        model.Legends.Add(new Legend { LegendPosition = LegendPosition.LeftTop });
        model.Axes.Add(Axis(AxisPosition.Bottom, "body, MB"));
        model.Axes.Add(Axis(AxisPosition.Left, "median of an invocation, ms"));
        foreach (var subject in subjects)
        {
            var line = new LineSeries
            {
                Title = subject.Name,
                MarkerType = MarkerType.Circle,
                LineStyle = subject.Zip is null ? LineStyle.Dash : LineStyle.Solid,
            };
            line.Points.AddRange(megabytes.Zip(Medians(subject), (x, y) => new DataPoint(x, y)));
            model.Series.Add(line);
        }

        return new SvgExporter { Width = 760, Height = 460, IsDocument = true }.ExportToString(model);
    }

    private static LinearAxis Axis(AxisPosition position, string title) => new()
    {
        Position = position,
        Title = title,
        Minimum = 0,
        MajorGridlineStyle = LineStyle.Dot,
    };

    private double[] Medians(Subject subject) => [.. measurements.Select(each => each[subject].Time.Median)];
}
