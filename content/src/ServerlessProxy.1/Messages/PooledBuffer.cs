using System.Buffers;

namespace ServerlessProxy;

/// <summary>Bytes that grow, in memory that serves again after them: a body of some megabytes is no garbage of as many.</summary>
/// <param name="capacity">How many bytes are expected.</param>
public sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[]? array = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written, until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Written => Array.AsMemory(0, Length);

    private byte[] Array => array ?? throw new ObjectDisposedException(nameof(PooledBuffer));

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (Array.Length - Length < Math.Max(sizeHint, 1))
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Array.Length * 2, Length + sizeHint));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(Array);
            array = larger;
        }

        return Array.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>What was written, as a stream at its beginning. It owns the memory: whoever disposes it disposes this.</summary>
    public MemoryStream ToStream() => new PooledStream(this, Array);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref array, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private sealed class PooledStream(PooledBuffer buffer, byte[] array)
        : MemoryStream(array, 0, buffer.Length, writable: false)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            buffer.Dispose();
        }
    }
}
