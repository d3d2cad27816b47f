namespace ServerlessProxy;

/// <summary>Where requests wait.</summary>
/// <param name="QueueUrl"><c>QUEUE_URL</c>: the FIFO queue.</param>
/// <param name="Bucket"><c>BODIES_BUCKET</c>: the bucket of bodies that do not fit into a message.</param>
public sealed record QueueLocation(string QueueUrl, string Bucket)
{
    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="ConfigurationException">Names the first setting that is missing or wrong.</exception>
    public static QueueLocation Read(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);

        var url = setting("QUEUE_URL");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || !url.EndsWith(".fifo", StringComparison.Ordinal))
        {
            // A queue that is not FIFO knows neither duplicates nor order.
            throw new ConfigurationException("QUEUE_URL", "must be the URL of a FIFO queue");
        }

        return new QueueLocation(url, setting("BODIES_BUCKET") is { Length: > 0 } bucket ? bucket : throw new ConfigurationException("BODIES_BUCKET", "is not set"));
    }
}
