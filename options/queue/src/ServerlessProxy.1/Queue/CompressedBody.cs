using System.IO.Compression;

namespace ServerlessProxy;

/// <summary>A body as it waits in the queue: compressed with Brotli, and bytes instead of base64. SQS takes 1 MiB,
/// which is then 3.5 MB of JSON that consists of random words and hashes, and all 6 MB of usual JSON.</summary>
public static class CompressedBody
{
    /// <summary>Higher qualities take up to four times as long and save 1 %; quality 4 needs 6 % more bytes.</summary>
    private const int Quality = 5;

    /// <summary>The largest window that every decoder supports: a body repeats names over its whole length.</summary>
    private const int Window = 22;

    /// <summary>Compresses a body. The result has at least one byte, even that of an empty body.</summary>
    public static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> body)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        return BrotliEncoder.TryCompress(body, compressed, out var length, Quality, Window)
            ? compressed.AsMemory(0, length)
            : throw new InvalidOperationException("Brotli needs more bytes than its maximum.");
    }

    /// <summary>Decompresses a body.</summary>
    /// <param name="compressed">The result of <see cref="Compress"/>.</param>
    /// <param name="length">The length of the body, in bytes.</param>
    /// <exception cref="UnreadableMessageException">It is not a compressed body of this length.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> compressed, int length)
    {
        var body = length is >= 0 and <= LambdaLimits.PayloadBytes ? new byte[length] : [];
        return BrotliDecoder.TryDecompress(compressed, body, out var written) && written == length
            ? body
            : throw new UnreadableMessageException("the message's body cannot be decompressed");
    }
}
