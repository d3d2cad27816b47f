using SnapshotRestore.Registry;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Runs between initialization and the first event if the function is started for a snapshot.</summary>
/// <remarks>See https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html.</remarks>
internal sealed class SnapStart(RuntimeApi runtimeApi)
{
    /// <summary>True if this process is started for a snapshot.</summary>
    public static bool IsOn => Environment.GetEnvironmentVariable("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start";

    /// <summary>Runs the hooks. Between them, Lambda takes the snapshot and restores it.</summary>
    /// <returns>True if events can be handled. If not, the error has been reported to Lambda and the process must end.
    /// </returns>
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
