namespace ServerlessProxy.Bench;

/// <summary>Represents the times of repeated invocations.</summary>
internal sealed class Sample
{
    private readonly List<double> milliseconds = [];

    /// <summary>The median, in milliseconds.</summary>
    public double Median => Percentile(50);

    /// <summary>Adds a time.</summary>
    public void Add(TimeSpan time) => milliseconds.Add(time.TotalMilliseconds);

    /// <summary>Returns a percentile, in milliseconds.</summary>
    public double Percentile(int percent) =>
        milliseconds.Order().ElementAt((int)Math.Ceiling(milliseconds.Count * percent / 100.0) - 1);
}
