namespace ServerlessProxy.Bench;

/// <summary>Represents the measured time and memory of many invocations of a function.</summary>
/// <param name="Time">The time from the event to its result.</param>
/// <param name="CpuMilliseconds">The mean CPU time of an invocation.</param>
/// <param name="PeakMegabytes">The peak memory of the process, in MB.</param>
internal sealed record Measurement(Sample Time, double CpuMilliseconds, double PeakMegabytes);
