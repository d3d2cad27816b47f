namespace ServerlessProxy;

/// <summary>The backend's answer to a delivery. The body is not returned to anyone, so only its size
/// is kept.</summary>
/// <param name="Status">The status.</param>
/// <param name="Bytes">The size of the part of the body that was read, in bytes.</param>
public sealed record DeliveryAnswer(int Status, int Bytes)
{
    /// <summary>Limits how much of a body is read, in bytes. A connection whose response was read to its end is used again.
    /// </summary>
    private const int BodyLimit = 64 * 1024;

    /// <summary>Limits how long a body is read. The status has arrived, and other requests may wait.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    /// <summary>Reads the status, and at most 64 KB of the body. Errors while reading the body do not matter: the
    /// status alone decides whether a request is delivered.</summary>
    public static async Task<DeliveryAnswer> ReadAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);

        var bytes = 0;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            var buffer = new byte[8 * 1024];
            while (bytes < BodyLimit && await body.ReadAsync(buffer, limit.Token) is > 0 and var read)
            {
                bytes += read;
            }
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The connection is closed.
        }

        return new DeliveryAnswer((int)response.StatusCode, bytes);
    }
}
