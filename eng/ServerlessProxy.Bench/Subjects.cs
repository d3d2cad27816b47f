namespace ServerlessProxy.Bench;

/// <summary>Represents the functions that a run compares: the proxy and the lower limit for a forwarder, each managed
/// and native.</summary>
/// <param name="Managed">The proxy that <c>sls package</c> builds.</param>
/// <param name="ManagedLimit">ServerlessProxy.Bench.Limit, published with the same settings.</param>
/// <param name="Native">The proxy of <c>--hosting native</c>.</param>
/// <param name="NativeLimit">ServerlessProxy.Bench.Limit, compiled ahead of time.</param>
internal sealed record Subjects(Subject Managed, Subject ManagedLimit, Subject Native, Subject NativeLimit)
{
    /// <summary>All four, in the order of the report.</summary>
    public IReadOnlyList<Subject> All => [Managed, ManagedLimit, Native, NativeLimit];

    /// <summary>Returns the limit for a proxy, or the limit itself.</summary>
    public Subject LimitOf(Subject subject) => subject == Native || subject == NativeLimit ? NativeLimit : ManagedLimit;
}
