namespace ServerlessProxy.Bench;

/// <summary>The functions that one run compares.</summary>
/// <param name="Managed">The proxy, as <c>sls package</c> builds it.</param>
/// <param name="ManagedLimit">ServerlessProxy.Bench.Limit, published with the same settings.</param>
/// <param name="Blueprint">ServerlessProxy.Bench.Blueprint, a hand-written forwarder.</param>
/// <param name="Native">The proxy of <c>--hosting native</c>.</param>
/// <param name="NativeLimit">ServerlessProxy.Bench.Limit, compiled ahead of time.</param>
internal sealed record Subjects(
    Subject Managed,
    Subject ManagedLimit,
    Subject Blueprint,
    Subject Native,
    Subject NativeLimit)
{
    /// <summary>All of them, in the report's order.</summary>
    public IReadOnlyList<Subject> All => [Managed, ManagedLimit, Blueprint, Native, NativeLimit];

    /// <summary>Checks whether a function is an echo in cold starts: it answers without a backend.</summary>
    public bool IsEcho(Subject subject) => subject == ManagedLimit || subject == NativeLimit;

    /// <summary>Returns the limit of a proxy, and of itself.</summary>
    public Subject LimitOf(Subject subject) => subject == Native || subject == NativeLimit ? NativeLimit : ManagedLimit;
}
