using System.Buffers;
using System.Text;

namespace ServerlessProxy;

/// <summary>Turns the path and query that an event tells into ones that can stand in a request line
/// (RFC 3986), changing nothing that already can.</summary>
public static class RequestTarget
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(Alphanumeric + "-._~!$&'()*+,;=:@/");

    // More than RFC 3986 allows: clients send these as they are, and servers take them.
    private static readonly SearchValues<char> QueryCharacters = SearchValues.Create(Alphanumeric + "-._~!$&'()*+,;=:@/?%[]{}|\\^`\"<>");

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

            if (Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var length) != OperationStatus.Done || Rune.IsControl(rune))
            {
                throw new ProxyException(ErrorKind.BadRequest, "a control character or half a surrogate pair in the request's target");
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
        text[index] == '%' && index + 2 < text.Length && char.IsAsciiHexDigit(text[index + 1]) && char.IsAsciiHexDigit(text[index + 2]);

    /// <summary>Servers differ in what they take for a separator (<c>%2F</c>, <c>\</c>) and in what they cut from a segment
    /// before they compare it (<c>;parameter</c>): refused is what, decoded once, is "one level up" for any of them.</summary>
    private static void RefuseDotSegments(string path)
    {
        foreach (var segment in Uri.UnescapeDataString(path).Split('/', '\\'))
        {
            if (segment.Split(';')[0] == "..")
            {
                throw new ProxyException(ErrorKind.BadRequest, "a '..' segment in the request's path");
            }
        }
    }
}
