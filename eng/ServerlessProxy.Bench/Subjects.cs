namespace ServerlessProxy.Bench;

/// <summary>What one run compares: the proxy and, beside it, what no forwarder is quicker than, each compiled both ways.</summary>
/// <param name="Managed">The proxy, as <c>sls package</c> makes it.</param>
/// <param name="ManagedLimit">ServerlessProxy.Bench.Limit, published with the same settings.</param>
/// <param name="Native">The proxy of <c>--hosting native</c>.</param>
/// <param name="NativeLimit">ServerlessProxy.Bench.Limit, compiled ahead of time.</param>
internal sealed record Subjects(Subject Managed, Subject ManagedLimit, Subject Native, Subject NativeLimit)
{
    /// <summary>All four, in the report's order.</summary>
    public IReadOnlyList<Subject> All => [Managed, ManagedLimit, Native, NativeLimit];

    /// <summary>The limit of a proxy, and of itself.</summary>
    public Subject LimitOf(Subject subject) => subject == Native || subject == NativeLimit ? NativeLimit : ManagedLimit;
}
