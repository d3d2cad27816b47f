namespace ServerlessProxy.Bench;

/// <summary>What many invocations of one function cost.</summary>
/// <param name="Time">Event handed out to result posted.</param>
/// <param name="CpuMilliseconds">CPU time of one invocation, the mean.</param>
/// <param name="PeakMegabytes">The most memory that the process has had, in MB.</param>
internal sealed record Measurement(Sample Time, double CpuMilliseconds, double PeakMegabytes);
