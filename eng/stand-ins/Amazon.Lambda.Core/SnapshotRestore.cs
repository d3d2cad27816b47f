using System.Collections.Concurrent;

namespace Amazon.Lambda.Core;

/// <summary>Stores the hooks for a SnapStart snapshot until RuntimeSupport takes them.</summary>
/// <remarks>See https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-dotnet.html.</remarks>
public static class SnapshotRestore
{
    private static readonly ConcurrentQueue<Func<ValueTask>> BeforeSnapshot = new();
    private static readonly ConcurrentQueue<Func<ValueTask>> AfterRestore = new();

    public static void RegisterBeforeSnapshot(Func<ValueTask> beforeSnapshotAction) =>
        BeforeSnapshot.Enqueue(beforeSnapshotAction);

    public static void RegisterAfterRestore(Func<ValueTask> afterRestoreAction) =>
        AfterRestore.Enqueue(afterRestoreAction);

    /// <summary>Returns and removes all hooks, in order of registration.</summary>
    internal static void HandOver(Action<Func<ValueTask>> takeBeforeSnapshot, Action<Func<ValueTask>> takeAfterRestore)
    {
        while (BeforeSnapshot.TryDequeue(out var hook))
        {
            takeBeforeSnapshot(hook);
        }

        while (AfterRestore.TryDequeue(out var hook))
        {
            takeAfterRestore(hook);
        }
    }
}
