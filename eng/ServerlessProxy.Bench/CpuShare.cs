using System.Globalization;

namespace ServerlessProxy.Bench;

/// <summary>Represents a control group (version 1 or 2) that limits processes to a share of one CPU, as Lambda
/// does.</summary>
internal sealed class CpuShare : IDisposable
{
    private const int PeriodMicroseconds = 100_000;
    private readonly DirectoryInfo group;

    private CpuShare(DirectoryInfo group) => this.group = group;

    /// <summary>Returns the share of a CPU that a function has: one CPU at 1,769 MB, and in proportion below,
    /// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html.</summary>
    public static double OfMemory(int megabytes) => megabytes / 1769.0;

    /// <summary>Creates the group. Returns null if the machine or the user does not allow it.</summary>
    public static CpuShare? TryCreate(double cpus)
    {
        var quota = ((int)(cpus * PeriodMicroseconds)).ToString(CultureInfo.InvariantCulture);
        var isVersion2 = File.Exists("/sys/fs/cgroup/cgroup.controllers");
        var path =
            $"{(isVersion2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu")}/serverless-proxy-bench-{Environment.ProcessId}";
        try
        {
            var share = new CpuShare(Directory.CreateDirectory(path));
            try
            {
                File.WriteAllText(
                    Path.Combine(path, isVersion2 ? "cpu.max" : "cpu.cfs_quota_us"),
                    isVersion2 ? $"{quota} {PeriodMicroseconds}" : quota);
                return share;
            }
            catch
            {
                share.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Adds a process to the group.</summary>
    public void Add(int processId) =>
        File.WriteAllText(
            Path.Combine(group.FullName, "cgroup.procs"),
            processId.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        // The kernel removes an ended process from the group with a delay.
        for (var attempt = 0; attempt < 50; attempt++)
        {
            try
            {
                group.Delete();
                return;
            }
            catch (IOException)
            {
                Thread.Sleep(20);
            }
        }
    }
}
