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

        var headers = new List<Header>();
        AddTo(headers, response.Headers);
        AddTo(headers, response.Content.Headers);
        headers = HopByHopHeaders.EndToEnd(headers);
        headers.RemoveAll(header =>
            Dropped.Contains(header.Name, StringComparer.OrdinalIgnoreCase)
            || header.Value.AsSpan().ContainsAny('\r', '\n', '\0'));
        if (
            response.RequestMessage?.Method == HttpMethod.Head
            || response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified)
        {
            return new GatewayResponse(status, headers, ReadOnlyMemory<byte>.Empty, IsText: true);
        }

        var allowsText = TextBody.AllowsText(response.Content.Headers);
        var limit = allowsText ? LambdaLimits.PayloadBytes : LambdaLimits.Base64BodyBytes;
        var length = response.Content.Headers.ContentLength;
        if (length > limit)
        {
            throw new ProxyException(ErrorKind.ResponseTooLarge, "by its Content-Length");
        }

        // One more byte, so that the read that finds the end of the body does not need a larger buffer.
        var body = new PooledBuffer((int)(length + 1 ?? 65_536));
        try
        {
            using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (await stream.ReadAsync(body.GetMemory(), cancellationToken) is > 0 and var read)
            {
                body.Advance(read);
                if (body.Length > limit)
                {
                    throw new ProxyException(ErrorKind.ResponseTooLarge, "while reading");
                }
            }

            var isText = allowsText && TextBody.IsSafeText(body.Written.Span);
            return new GatewayResponse(status, headers, body.Written, isText, body);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static void AddTo(List<Header> headers, HttpHeaders added)
    {
        foreach (var (name, values) in added.NonValidated)
        {
            foreach (var value in values)
            {
                headers.Add(new Header(name, value));
            }
        }
    }

    /// <summary>Rejects lengths that RFC 9112, section 6.3, calls unrecoverable. .NET would use one of several lengths,
    /// and ignore an invalid one.</summary>
    private static bool HasUsableLength(HttpContentHeaders headers) =>
        !headers.NonValidated.TryGetValues("Content-Length", out var fields)
        || (
            fields.SelectMany(field => field.Split(',', StringSplitOptions.TrimEntries)).Distinct().ToList()
                is [var length]
            && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out _));
}
