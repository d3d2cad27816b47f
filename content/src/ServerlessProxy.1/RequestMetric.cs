namespace ServerlessProxy;

/// <summary>A number of a request's log line that is a metric of CloudWatch too.</summary>
/// <param name="Name">The name that the line's member and the metric have in common.</param>
/// <param name="Unit">One of CloudWatch's units, https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html.</param>
/// <param name="Value">The number.</param>
public readonly record struct RequestMetric(string Name, string Unit, double Value);
