namespace Postrider.Tests.Campaigns;

/// <summary>Gives bytes in pieces: the first of its own size, then of one size each. It can be read again from its beginning.</summary>
internal sealed class PiecewiseStream(byte[] bytes, int first, int then = int.MaxValue) : MemoryStream(bytes)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, Position == 0 && first > 0 ? first : then)]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));
}
