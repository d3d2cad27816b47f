using System.Globalization;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Converts every console line to a log entry: <c>timestamp ⇥ request id ⇥ level ⇥ text</c>.</summary>
internal static class FormattedConsole
{
    /// <summary>The event that the current asynchronous flow handles; null if there is no event.</summary>
    public static readonly AsyncLocal<string> RequestId = new();

    private static readonly TextWriter Output = Console.Out;
    private static readonly TextWriter Error = Console.Error;
    private static int installed;

    /// <summary>Redirects <see cref="Console.Out"/> and <see cref="Console.Error"/>, once per process.</summary>
    public static void Install()
    {
        if (Interlocked.Exchange(ref installed, 1) == 0)
        {
            Console.SetOut(new PrefixingWriter(Output, "info"));
            Console.SetError(new PrefixingWriter(Error, "fail"));
        }
    }

    public static void WriteLine(string level, string message) => Output.WriteLine(Prefix(level) + message);

    public static string Prefix(string level)
    {
        var now = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return $"{now}\t{RequestId.Value}\t{level}\t";
    }
}
