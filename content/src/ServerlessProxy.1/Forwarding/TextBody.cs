using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Unicode;

namespace ServerlessProxy;

/// <summary>Decides whether a body may stand as text in the result's JSON. Where that could change a byte, base64 it is.</summary>
public static class TextBody
{
    /// <summary>What JSON escapes in ASCII.</summary>
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(control => (byte)control),
        (byte)'"',
        (byte)'\\',
        0x7F,
    ]);

    /// <summary>Whether the header fields allow it: a text media type, no content coding, and UTF-8 or no charset.</summary>
    public static bool AllowsText(HttpContentHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);

        return !headers.NonValidated.Contains("Content-Encoding")
            && headers.NonValidated.TryGetValues("Content-Type", out var values)
            && MediaTypeHeaderValue.TryParse(values.ToString(), out var contentType)
            && contentType is { MediaType: { } mediaType }
            && IsTextual(mediaType)
            && (
                contentType.CharSet is not { } charset
                || charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the bytes allow it: valid UTF-8, without the byte order mark that a JSON parser might swallow. A
    /// large one that JSON would have to escape goes as base64 where that fits: escaping takes up to six times its memory.</summary>
    public static bool IsSafeText(ReadOnlySpan<byte> body) =>
        Utf8.IsValid(body)
        && !body.StartsWith("\uFEFF"u8)
        && (body.Length is < 64 * 1024 or > LambdaLimits.Base64BodyBytes - (64 * 1024) || !body.ContainsAny(Escaped));

    private static bool IsTextual(string mediaType)
    {
        var type = mediaType.ToLowerInvariant();
        return type.StartsWith("text/", StringComparison.Ordinal)
            || type.EndsWith("+json", StringComparison.Ordinal)
            || type.EndsWith("+xml", StringComparison.Ordinal)
            || type
                is "application/json"
                    or "application/xml"
                    or "application/javascript"
                    or "application/x-www-form-urlencoded";
    }
}
