using System.Buffers;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>Holds what came of one part since the last flush.</summary>
internal sealed class PartCopy(string number) : IPartVisitor
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    private bool _isOpen;

    public bool WasFound { get; private set; }

    public bool HasEnded { get; private set; }

    public void Begin(Part part)
    {
        _isOpen = !WasFound && part.Number == number;
        WasFound |= _isOpen;
    }

    public void Take(ReadOnlySpan<byte> content)
    {
        if (_isOpen)
        {
            _bytes.Write(content);
        }
    }

    public void End(Part part)
    {
        HasEnded |= _isOpen;
        _isOpen = false;
    }

    public void TakePreamble(ReadOnlySpan<byte> content)
    {
    }

    public async ValueTask FlushAsync(Stream target, CancellationToken cancellationToken)
    {
        if (_bytes.WrittenCount > 0)
        {
            await target.WriteAsync(_bytes.WrittenMemory, cancellationToken);
            _bytes.ResetWrittenCount();
        }
    }
}
