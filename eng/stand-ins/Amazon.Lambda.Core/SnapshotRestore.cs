namespace Amazon.Lambda.Core;

/// <summary>Hooks around a SnapStart snapshot. The stand-in is never snapshotted, so it runs none.</summary>
/// <remarks>See https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-dotnet.html.</remarks>
public static class SnapshotRestore
{
    public static void RegisterBeforeSnapshot(Func<ValueTask> beforeSnapshotAction) =>
        ArgumentNullException.ThrowIfNull(beforeSnapshotAction);

    public static void RegisterAfterRestore(Func<ValueTask> afterRestoreAction) =>
        ArgumentNullException.ThrowIfNull(afterRestoreAction);
}
