using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessProxy;

#pragma warning disable CA5351 // SQS's own checksum; it protects nothing.

/// <summary>The MD5 hashes with which SQS confirms a message, in hexadecimal digits.</summary>
public static class SqsChecksum
{
    /// <summary>Returns the hash of a message's text.</summary>
    public static string Of(string text) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Returns the hash of a message's attributes if it has one, of type <c>Binary</c>: its name, its type,
    /// the byte 2 and its value, with their lengths.</summary>
    /// <remarks>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html.
    /// </remarks>
    public static string OfBinary(string name, ReadOnlySpan<byte> value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        Append(hash, Encoding.UTF8.GetBytes(name));
        Append(hash, "Binary"u8);
        hash.AppendData([2]);
        Append(hash, value);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}

#pragma warning restore CA5351
