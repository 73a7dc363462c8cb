using System.Buffers;
using System.IO.Pipelines;

namespace Postrider.Server.Api;

/// <summary>A body in one pooled array, which grows with what has come, never with what was announced.</summary>
internal readonly struct BodyBuffer
{
    private const int FirstSize = 4 * 1024;
    private readonly byte[]? _array;
    private readonly int _length;

    private BodyBuffer(byte[] array, int length, bool isOverfull)
    {
        _array = array;
        _length = length;
        IsOverfull = isOverfull;
    }

    public bool IsOverfull { get; }

    public ReadOnlyMemory<byte> Bytes => _array.AsMemory(0, _length);

    public static async ValueTask<BodyBuffer> ReadAsync(PipeReader reader, long? announced, int most, CancellationToken cancellationToken)
    {
        var array = ArrayPool<byte>.Shared.Rent((int)Math.Min(announced ?? FirstSize, 64 * 1024));
        var length = 0;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var piece = read.Buffer;
                if (piece.Length > most - length)
                {
                    reader.AdvanceTo(piece.Start);
                    return new BodyBuffer(array, 0, isOverfull: true);
                }

                array = Fit(array, length, length + (int)piece.Length);
                piece.CopyTo(array.AsSpan(length));
                length += (int)piece.Length;
                reader.AdvanceTo(piece.End);
                if (read.IsCompleted)
                {
                    return new BodyBuffer(array, length, isOverfull: false);
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(array);
            throw;
        }
    }

    public void Return()
    {
        if (_array is not null)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }
    }

    private static byte[] Fit(byte[] array, int kept, int needed)
    {
        if (needed <= array.Length)
        {
            return array;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, array.Length * 2));
        array.AsSpan(0, kept).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(array);
        return larger;
    }
}
