using System.Globalization;

namespace ServerlessProxy.LocalGateway;

/// <summary>The command line.</summary>
/// <param name="Route">The route's path, with a leading slash: <c>--path</c>, <c>/forward</c> unless told.</param>
/// <param name="Port">The port to listen on, 0 for any that is free: <c>--port</c>, 3000 unless told.</param>
/// <param name="Timeout">The function's timeout, in seconds: <c>--timeout</c>, 27 unless told.</param>
/// <param name="Function">The function's assembly: <c>--function</c>, the one that was built with the gateway unless told.</param>
public sealed record GatewayOptions(string Route, int Port, int Timeout, string Function)
{
    /// <summary>Requests a second: <c>--rate-limit</c>, any number unless told.</summary>
    public int? RateLimit { get; init; }

    /// <summary>Requests at once before that counts: <c>--burst-limit</c>.</summary>
    public int? BurstLimit { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">An option is unknown, or has no value or a wrong one.</exception>
    public static GatewayOptions Parse(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);

        var options = new GatewayOptions("/forward", 3000, 27, Path.Combine(AppContext.BaseDirectory, "bootstrap.dll"));
        for (var index = 0; index < args.Length; index += 2)
        {
            var value =
                index + 1 < args.Length
                    ? args[index + 1]
                    : throw new ArgumentException($"{args[index]} needs a value.");
            options = args[index] switch
            {
                "--path" => options with { Route = value },
                "--port" when ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) =>
                    options with
                    {
                        Port = port,
                    },
                "--port" => throw new ArgumentException(
                    $"--port {value} is no port; right is a number from 0 to 65535."),
                "--timeout"
                    when ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) =>
                    options with
                    {
                        Timeout = seconds,
                    },
                "--timeout" => throw new ArgumentException($"--timeout {value} is no number of seconds."),
                "--function" => options with { Function = value },
                "--rate-limit" when IsLimit(value, out var rate) => options with { RateLimit = rate },
                "--burst-limit" when IsLimit(value, out var burst) => options with { BurstLimit = burst },
                "--rate-limit" or "--burst-limit" => throw new ArgumentException(
                    $"{args[index]} {value} is no limit; right is a whole number above 0."),
                _ => throw new ArgumentException(
                    $"{args[index]} is none of --path, --port, --timeout, --function, --rate-limit, --burst-limit."),
            };
        }

        return options;
    }

    private static bool IsLimit(string value, out int limit) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit > 0;
}
