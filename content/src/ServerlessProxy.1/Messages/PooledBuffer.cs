using System.Buffers;

namespace ServerlessProxy;

/// <summary>A growing buffer of pooled memory, so that a body of some megabytes does not become garbage.</summary>
/// <param name="capacity">The expected size, in bytes.</param>
public sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[]? array = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    /// <summary>The written bytes. They are valid until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Written => Array.AsMemory(0, Length);

    private byte[] Array => array ?? throw new ObjectDisposedException(nameof(PooledBuffer));

    public void Advance(int count) => Length += count;

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

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Returns the written bytes as a stream. Disposing the stream disposes the buffer.</summary>
    public MemoryStream ToStream() => new PooledStream(this, Array);

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
