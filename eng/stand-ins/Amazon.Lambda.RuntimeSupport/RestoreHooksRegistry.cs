namespace SnapshotRestore.Registry;

/// <summary>The hooks of <see cref="Amazon.Lambda.Core.SnapshotRestore"/>, taken over when initialization has ended.
/// Public for its namespace, which
/// the real RuntimeSupport brings along, too: it stands in the way of that class's simple name.</summary>
public sealed class RestoreHooksRegistry
{
    private readonly Stack<Func<ValueTask>> beforeSnapshot = new();
    private readonly Queue<Func<ValueTask>> afterRestore = new();

    internal RestoreHooksRegistry() =>
        Amazon.Lambda.Core.SnapshotRestore.HandOver(beforeSnapshot.Push, afterRestore.Enqueue);

    /// <summary>Runs what is to run before the snapshot, the last that was registered first.</summary>
    internal Task RunBeforeSnapshotAsync() => RunAsync(beforeSnapshot);

    /// <summary>Runs what is to run after a restore, the first that was registered first.</summary>
    internal Task RunAfterRestoreAsync() => RunAsync(afterRestore);

    private static async Task RunAsync(IEnumerable<Func<ValueTask>> hooks)
    {
        foreach (var hook in hooks)
        {
            await hook();
        }
    }
}
