using System.Buffers;
using System.Text;

namespace ServerlessProxy;

/// <summary>Converts the path and query of an event to those of a request line (RFC 3986). Valid ones are not
/// changed.</summary>
public static class RequestTarget
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(
        Alphanumeric + "-._~!$&'()*+,;=:@/");

    // More than RFC 3986 allows: clients send these characters, and servers accept them.
    private static readonly SearchValues<char> QueryCharacters = SearchValues.Create(
        Alphanumeric + "-._~!$&'()*+,;=:@/?%[]{}|\\^`\"<>");

    /// <summary>How often a backend and its proxies could decode a path.</summary>
    private const int DecodingRounds = 3;

    /// <summary>A dot, a slash and a backslash in two bytes each, which old decoders accept.</summary>
    private static readonly string[] Overlong = ["%c0%ae", "%c0%af", "%c1%9c"];

    /// <summary>Where servers end a segment: at a path parameter, at the end of a C string, or at white
    /// space.</summary>
    private static readonly SearchValues<char> SegmentEnds = SearchValues.Create(
        ";\0\t\n\v\f\r \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029"
        + "\u202F\u205F\u3000");

    /// <summary>Returns the path to send.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: the path is invalid, or a backend could
    /// read it as one above its base path.</exception>
    public static string Path(string path)
    {
        RejectDotSegments(path);
        return Encode(path, PathCharacters);
    }

    /// <summary>Returns the query to send.</summary>
    /// <exception cref="ProxyException"><see cref="ErrorKind.BadRequest"/>: the query is invalid.</exception>
    public static string Query(string query) => Encode(query, QueryCharacters);

    private static string Encode(string text, SearchValues<char> allowed)
    {
        if (!text.AsSpan().ContainsAnyExcept(allowed))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
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

            encoded.Append(Uri.EscapeDataString(rune.ToString()));
            index += length;
        }

        return encoded.ToString();
    }

    private static bool IsPercentEncoded(string text, int index) =>
        text[index] == '%'
        && index + 2 < text.Length
        && char.IsAsciiHexDigit(text[index + 1])
        && char.IsAsciiHexDigit(text[index + 2]);

    /// <summary>Rejects every segment that a server could read as <c>..</c>. Servers differ in what they decode, how
    /// often, and where they end a segment.</summary>
    private static void RejectDotSegments(string path)
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
