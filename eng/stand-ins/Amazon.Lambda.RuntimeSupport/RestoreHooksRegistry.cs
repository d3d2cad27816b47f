namespace SnapshotRestore.Registry;

/// <summary>Runs the hooks of <see cref="Amazon.Lambda.Core.SnapshotRestore"/> after initialization. It is public
/// because the real RuntimeSupport also has this namespace, which hides the simple name of that class.</summary>
public sealed class RestoreHooksRegistry
{
    private readonly Stack<Func<ValueTask>> beforeSnapshot = new();
    private readonly Queue<Func<ValueTask>> afterRestore = new();

    internal RestoreHooksRegistry() =>
        Amazon.Lambda.Core.SnapshotRestore.HandOver(beforeSnapshot.Push, afterRestore.Enqueue);

    /// <summary>Runs the hooks before the snapshot, in reverse order of registration.</summary>
    internal Task RunBeforeSnapshotAsync() => RunAsync(beforeSnapshot);

    /// <summary>Runs the hooks after a restore, in order of registration.</summary>
    internal Task RunAfterRestoreAsync() => RunAsync(afterRestore);

    private static async Task RunAsync(IEnumerable<Func<ValueTask>> hooks)
    {
        foreach (var hook in hooks)
        {
            await hook();
        }
    }
}
