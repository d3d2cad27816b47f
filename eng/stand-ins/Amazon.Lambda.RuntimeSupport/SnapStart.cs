using SnapshotRestore.Registry;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>What comes between initialization and the first event of a function that is started for a
/// snapshot.</summary>
/// <remarks>See https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html.</remarks>
internal sealed class SnapStart(RuntimeApi runtimeApi)
{
    /// <summary>Whether this process is started for a snapshot.</summary>
    public static bool IsOn => Environment.GetEnvironmentVariable("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start";

    /// <summary>Runs the hooks, and between them lets Lambda take the snapshot and restore it.</summary>
    /// <returns>Whether events can be served; if not, Lambda has been told, and the process is to end.</returns>
    public async Task<bool> RestoreAsync()
    {
        var hooks = new RestoreHooksRegistry();
        try
        {
            await hooks.RunBeforeSnapshotAsync();
            await runtimeApi.RestoreNextAsync();
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
            await runtimeApi.ReportInitErrorAsync(exception, "Runtime.BeforeSnapshotError");
            return false;
        }

        try
        {
            await hooks.RunAfterRestoreAsync();
            return true;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
            await runtimeApi.ReportRestoreErrorAsync(exception, "Runtime.AfterRestoreError");
            return false;
        }
    }
}
