namespace ServerlessProxy.Bench;

/// <summary>Times of one thing that was done over and over.</summary>
internal sealed class Sample
{
    private readonly List<double> milliseconds = [];

    /// <summary>Half of the times are shorter, in milliseconds.</summary>
    public double Median => Percentile(50);

    /// <summary>Adds a time.</summary>
    public void Add(TimeSpan time) => milliseconds.Add(time.TotalMilliseconds);

    /// <summary>So many percent of the times are not longer, in milliseconds.</summary>
    public double Percentile(int percent) =>
        milliseconds.Order().ElementAt((int)Math.Ceiling(milliseconds.Count * percent / 100.0) - 1);
}
