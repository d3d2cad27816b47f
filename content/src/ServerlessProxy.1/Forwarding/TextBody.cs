using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Unicode;

namespace ServerlessProxy;

/// <summary>Decides whether the result contains a body as text. Bodies that text could change are sent as
/// base64.</summary>
public static class TextBody
{
    private const int Small = 64 * 1024;

    /// <summary>The ASCII bytes that JSON escapes.</summary>
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(control => (byte)control),
        (byte)'"',
        (byte)'\\',
        0x7F,
    ]);

    /// <summary>Checks the headers: a textual media type, UTF-8 or no charset, and no content coding.</summary>
    public static bool AllowsText(HttpContentHeaders headers) =>
        !headers.NonValidated.Contains("Content-Encoding")
        && headers.NonValidated.TryGetValues("Content-Type", out var values)
        && MediaTypeHeaderValue.TryParse(values.ToString(), out var contentType)
        && contentType is { MediaType: { } mediaType }
        && IsTextual(mediaType.ToLowerInvariant())
        && (
            contentType.CharSet is not { } charset
            || charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>Checks the bytes: valid UTF-8, and no byte order mark, which a JSON parser could remove. A large body
    /// that JSON escapes is sent as base64 if that fits, because escaping takes up to six times its memory.</summary>
    public static bool IsSafeText(ReadOnlySpan<byte> body) =>
        Utf8.IsValid(body)
        && !body.StartsWith("\uFEFF"u8)
        && (body.Length is < Small or > LambdaLimits.Base64BodyBytes - Small || !body.ContainsAny(Escaped));

    private static bool IsTextual(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal)
        || type.EndsWith("+json", StringComparison.Ordinal)
        || type.EndsWith("+xml", StringComparison.Ordinal)
        || type
            is "application/json"
                or "application/xml"
                or "application/javascript"
                or "application/x-www-form-urlencoded";
}
