using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ServerlessProxy;

/// <summary>Converts the backend's response to the response that is returned to API Gateway.</summary>
public static class BackendResponse
{
    /// <summary>API Gateway computes the length, and callers cannot use another address of the backend (F07,
    /// F24).</summary>
    private static readonly string[] Dropped = ["Content-Length", "Alt-Svc"];

    /// <summary>Reads the whole response. It stops if the response cannot fit into Lambda's result.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.ResponseTooLarge"/>, or
    /// <see cref="ErrorKind.BackendUnreachable"/> if the response is not valid.</exception>
    public static async Task<GatewayResponse> ReadAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken)
    {
        // API Gateway rejects other statuses: 101, without an upgrade, and those above 599 (RFC 9110, section 15).
        var status = (int)response.StatusCode;
        if (status is < 200 or > 599)
        {
            throw new ProxyException(ErrorKind.BackendUnreachable, "the status is not from 200 to 599");
        }

        if (!HasUsableLength(response.Content.Headers))
        {
            throw new ProxyException(ErrorKind.BackendUnreachable, "Content-Length is invalid or not unique");
        }

        var headers = Fields(response.Headers).Concat(Fields(response.Content.Headers)).ToList();
        var kept = HopByHopHeaders.EndToEnd(headers)
            .Where(header =>
                !Dropped.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
                && !header.Value.AsSpan().ContainsAny('\r', '\n', '\0'))
            .ToList();
        if (
            response.RequestMessage?.Method == HttpMethod.Head
            || response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified)
        {
            return new GatewayResponse(status, kept, ReadOnlyMemory<byte>.Empty, IsText: true);
        }

        var allowsText = TextBody.AllowsText(response.Content.Headers);
        var body = await ReadBodyAsync(
            response.Content,
            allowsText ? LambdaLimits.PayloadBytes : LambdaLimits.Base64BodyBytes,
            cancellationToken);
        var isText = allowsText && TextBody.IsSafeText(body.Written.Span);
        return new GatewayResponse(status, kept, body.Written, isText, body);
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(HttpHeaders headers) =>
        headers.NonValidated.SelectMany(field => field.Value, (field, value) => KeyValuePair.Create(field.Key, value));

    /// <summary>Rejects lengths that RFC 9112, section 6.3, calls unrecoverable. .NET would use one of several lengths,
    /// and ignore an invalid one.</summary>
    private static bool HasUsableLength(HttpContentHeaders headers) =>
        !headers.NonValidated.TryGetValues("Content-Length", out var fields)
        || (
            fields.SelectMany(field => field.Split(',', StringSplitOptions.TrimEntries)).Distinct().ToList()
                is [var length]
            && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out _));

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

        // One more byte, so that the read that finds the end of the body does not need a larger buffer.
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
