namespace ServerlessProxy.Eng.Start;

/// <summary>Represents the options of <c>npm start</c>.</summary>
/// <param name="Url">The user's backend; null for the embedded one.</param>
public sealed record StartOptions(Uri? Url)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">An option is unknown, or its value is missing or invalid.</exception>
    public static StartOptions Parse(string[] arguments) =>
        arguments switch
        {
            [] => new StartOptions(default(Uri)),
            ["--url", var url]
                when Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" =>
                new StartOptions(new Uri(url)),
            ["--url", var url] => throw new UsageException(
                $"--url: \"{url}\" is not an absolute http or https URL. Use a URL such as http://127.0.0.1:9000."),
            ["--url"] => throw new UsageException(
                "--url: the value is missing. Use a URL such as http://127.0.0.1:9000."),
            [var option, ..] => throw new UsageException(
                $"{option}: unknown option. Use npm start -- --url http://127.0.0.1:9000."),
        };
}
