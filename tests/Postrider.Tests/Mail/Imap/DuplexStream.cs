using System.IO.Pipelines;

namespace Postrider.Tests.Mail.Imap;

/// <summary>One end of two pipes: what is written at one end is read at the other, in memory and without a limit.</summary>
internal sealed class DuplexStream : Stream
{
    private readonly Stream _in;
    private readonly Stream _out;

    private DuplexStream(Pipe inward, Pipe outward) => (_in, _out) = (inward.Reader.AsStream(), outward.Writer.AsStream());

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static (DuplexStream Near, DuplexStream Far) Pair()
    {
        var options = new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false);
        Pipe one = new(options), other = new(options);
        return (new DuplexStream(one, other), new DuplexStream(other, one));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _in.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _out.WriteAsync(buffer, cancellationToken);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _out.Dispose();
        base.Dispose(disposing);
    }
}
