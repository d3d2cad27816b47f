using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ServerlessProxy;

/// <summary>Makes the gateway's response of the backend's.</summary>
public static class BackendResponse
{
    /// <summary>API Gateway computes the length itself, and another address of the backend is of no use to its callers
    /// (F07, F24).</summary>
    private static readonly string[] Dropped = ["Content-Length", "Alt-Svc"];

    /// <summary>Reads the whole response. Stops as soon as it is certain not to fit into Lambda's result.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.ResponseTooLarge"/>, or <see cref="ErrorKind.BackendUnreachable"/> for a status that is none.</exception>
    public static async Task<GatewayResponse> ReadAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);

        // 101 answers an upgrade that was not asked for (.NET keeps the other 1xx to itself); what is above 599 is none
        // (RFC 9110, section 15), and API Gateway would take the whole result for broken.
        if ((int)response.StatusCode is < 200 or > 599)
        {
            throw new ProxyException(ErrorKind.BackendUnreachable, "a status that is no final one");
        }

        if (!HasUsableLength(response.Content.Headers))
        {
            throw new ProxyException(ErrorKind.BackendUnreachable, "a Content-Length that is none, or several");
        }

        var headers = Fields(response.Headers).Concat(Fields(response.Content.Headers)).ToList();
        var kept = HopByHopHeaders.EndToEnd(headers)
            .Where(header => !Dropped.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Where(header => !header.Value.AsSpan().ContainsAny('\r', '\n', '\0'))
            .ToList();

        if (!HasBody(response))
        {
            return new GatewayResponse((int)response.StatusCode, kept, ReadOnlyMemory<byte>.Empty, IsText: true);
        }

        var mayBeText = TextBody.AllowsText(response.Content.Headers);
        var body = await ReadBodyAsync(
            response.Content,
            mayBeText ? LambdaLimits.PayloadBytes : LambdaLimits.Base64BodyBytes,
            cancellationToken);
        return new GatewayResponse(
            (int)response.StatusCode,
            kept,
            body.Written,
            mayBeText && TextBody.IsSafeText(body.Written.Span),
            body);
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(HttpHeaders headers) =>
        headers.NonValidated.SelectMany(field => field.Value, (field, value) => KeyValuePair.Create(field.Key, value));

    /// <summary>.NET believes one of several, and reads to the connection's end where it understands none; RFC 9112,
    /// section 6.3, calls both an error that cannot be recovered from.</summary>
    private static bool HasUsableLength(HttpContentHeaders headers)
    {
        var lengths = Fields(headers)
            .Where(field => field.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            .SelectMany(field => field.Value.Split(',', StringSplitOptions.TrimEntries))
            .Distinct()
            .ToList();
        return lengths.Count == 0
            || (
                lengths.Count == 1 && long.TryParse(lengths[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            );
    }

    private static bool HasBody(HttpResponseMessage response) =>
        response.RequestMessage?.Method != HttpMethod.Head
        && response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified);

    private static async Task<PooledBuffer> ReadBodyAsync(
        HttpContent content,
        int limit,
        CancellationToken cancellationToken)
    {
        var length = content.Headers.ContentLength;
        if (length > limit)
        {
            throw new ProxyException(ErrorKind.ResponseTooLarge, "by its Content-Length");
        }

        // One byte more than the body, so that the read which finds its end needs no larger buffer.
        var body = new PooledBuffer((int)(length + 1 ?? 65_536));
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (await stream.ReadAsync(body.GetMemory(), cancellationToken) is > 0 and var read)
            {
                body.Advance(read);
                if (body.Length > limit)
                {
                    throw new ProxyException(ErrorKind.ResponseTooLarge, "while reading");
                }
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }
}
