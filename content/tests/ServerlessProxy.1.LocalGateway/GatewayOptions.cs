using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ServerlessProxy.LocalGateway;

/// <summary>The options of the command line.</summary>
/// <param name="Path"><c>--path</c>: the route's path, with a leading slash.</param>
/// <param name="Port"><c>--port</c>: the port to listen on, 0 for any free port.</param>
/// <param name="Timeout"><c>--timeout</c>: the function's timeout, in seconds.</param>
/// <param name="Function"><c>--function</c>: the function's assembly. Defaults to the one built with the
/// gateway.</param>
/// <param name="RateLimit"><c>--rate-limit</c>: requests a second; null for no limit.</param>
/// <param name="BurstLimit"><c>--burst-limit</c>: how many requests may arrive at once.</param>
/// <param name="IsJson"><c>--json true</c>: prints the function's log lines unchanged.</param>
public sealed record GatewayOptions(
    string Path,
    int Port,
    int Timeout,
    string Function,
    int? RateLimit,
    int? BurstLimit,
    bool IsJson)
{
    /// <summary>Reads the command line: pairs of names and values.</summary>
    /// <exception cref="ArgumentException">A value is invalid.</exception>
    public static GatewayOptions Parse(string[] args)
    {
        var options = new ConfigurationBuilder().AddCommandLine(args).Build();
        return new GatewayOptions(
            options["path"] ?? "/forward",
            Number("port", 0, ushort.MaxValue) ?? 3000,
            Number("timeout", 1, 900) ?? 27,
            options["function"] ?? System.IO.Path.Combine(AppContext.BaseDirectory, "bootstrap.dll"),
            Number("rate-limit", 1, int.MaxValue),
            Number("burst-limit", 1, int.MaxValue),
            options["json"] == "true");

        int? Number(string name, int min, int max) =>
            options[name] is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= min
                && number <= max ? number
            : throw new ArgumentException($"--{name}: \"{text}\" is invalid. Use a number from {min} to {max}.");
    }
}
