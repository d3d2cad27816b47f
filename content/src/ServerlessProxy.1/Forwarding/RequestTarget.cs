using System.Buffers;
using System.Text;

namespace ServerlessProxy;

/// <summary>Turns the path and query that an event tells into ones that can stand in a request line
/// (RFC 3986), changing nothing that already can.</summary>
public static class RequestTarget
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(
        Alphanumeric + "-._~!$&'()*+,;=:@/");

    // More than RFC 3986 allows: clients send these as they are, and servers take them.
    private static readonly SearchValues<char> QueryCharacters = SearchValues.Create(
        Alphanumeric + "-._~!$&'()*+,;=:@/?%[]{}|\\^`\"<>");

    /// <summary>How often a backend and the proxies before it may decode a path.</summary>
    private const int DecodingRounds = 3;

    /// <summary>A dot, a slash and a backslash in two bytes, which old decoders accept.</summary>
    private static readonly string[] Overlong = ["%c0%ae", "%c0%af", "%c1%9c"];

    /// <summary>Where servers cut a segment: at a path parameter, at the end of a C string, at white space.</summary>
    private static readonly SearchValues<char> SegmentEnds = SearchValues.Create([
        ';',
        '\0',
        .. Enumerable.Range(0, char.MaxValue).Select(code => (char)code).Where(char.IsWhiteSpace),
    ]);

    /// <summary>The path to send.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: it cannot be sent, or a backend could take it for one above its base path.</exception>
    public static string Path(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        RefuseDotSegments(path);
        return Encode(path, PathCharacters);
    }

    /// <summary>The query to send.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: it cannot be sent.</exception>
    public static string Query(string query) => Encode(query, QueryCharacters);

    private static string Encode(string text, SearchValues<char> allowed)
    {
        if (!text.AsSpan().ContainsAnyExcept(allowed))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        Span<byte> utf8 = stackalloc byte[4];
        for (var index = 0; index < text.Length;)
        {
            if (allowed.Contains(text[index]) || IsPercentEncoded(text, index))
            {
                encoded.Append(text[index++]);
                continue;
            }

            if (
                Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var length) != OperationStatus.Done
                || Rune.IsControl(rune))
            {
                throw new ProxyException(
                    ErrorKind.BadRequest,
                    "a control character or half a surrogate pair in the request's target");
            }

            foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)])
            {
                encoded.Append('%').Append(octet.ToString("X2", null));
            }

            index += length;
        }

        return encoded.ToString();
    }

    private static bool IsPercentEncoded(string text, int index) =>
        text[index] == '%'
        && index + 2 < text.Length
        && char.IsAsciiHexDigit(text[index + 1])
        && char.IsAsciiHexDigit(text[index + 2]);

    /// <summary>Servers differ in what they decode, how often, and what they cut from a segment before they compare it. This
    /// rejects every segment that any of them could read as "one level up".</summary>
    private static void RefuseDotSegments(string path)
    {
        for (var round = 0; round <= DecodingRounds; round++)
        {
            if (Overlong.Any(sequence => path.Contains(sequence, StringComparison.OrdinalIgnoreCase)))
            {
                throw new ProxyException(ErrorKind.BadRequest, "an overlong UTF-8 sequence in the request's path");
            }

            if (path.Split('/', '\\').Any(IsDotSegment))
            {
                throw new ProxyException(ErrorKind.BadRequest, "a '..' segment in the request's path");
            }

            var decoded = Uri.UnescapeDataString(path);
            if (decoded == path)
            {
                return;
            }

            path = decoded;
        }
    }

    private static bool IsDotSegment(string segment)
    {
        var end = segment.AsSpan().IndexOfAny(SegmentEnds);
        return (end < 0 ? segment : segment[..end]) == "..";
    }
}
