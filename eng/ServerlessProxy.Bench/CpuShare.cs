using System.Globalization;

namespace ServerlessProxy.Bench;

/// <summary>A control group whose processes have no more than a share of one CPU, as Lambda's have: version 1 or 2, whichever the machine has.</summary>
internal sealed class CpuShare : IDisposable
{
    private const int PeriodMicroseconds = 100_000;
    private readonly DirectoryInfo group;

    private CpuShare(DirectoryInfo group) => this.group = group;

    /// <summary>Lambda gives one CPU at 1,769 MB, and in proportion below:
    /// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html.</summary>
    public static double OfMemory(int megabytes) => megabytes / 1769.0;

    /// <summary>Makes the group; null where this machine or this user may not.</summary>
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

    /// <summary>Puts a process into the group.</summary>
    public void Hold(int processId) =>
        File.WriteAllText(
            Path.Combine(group.FullName, "cgroup.procs"),
            processId.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        // The kernel takes a moment to let go of a process that has ended.
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
