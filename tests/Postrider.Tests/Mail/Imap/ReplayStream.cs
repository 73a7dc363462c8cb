namespace Postrider.Tests.Mail.Imap;

/// <summary>A peer that says what it says, whatever it is told, and closes.</summary>
/// <param name="byLine">Each read gets one line at most, as from a peer that waits to be asked.</param>
internal sealed class ReplayStream(byte[] said, bool byLine = false) : Stream
{
    private readonly MemoryStream _said = new(said);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var at = (int)_said.Position;
        var end = byLine ? Array.IndexOf(said, (byte)'\n', at) : -1;
        return _said.Read(end < 0 ? buffer : buffer[..Math.Min(buffer.Length, end + 1 - at)]);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public override void Write(byte[] buffer, int offset, int count)
    {
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
