using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Postrider.Sip.Sound;

/// <summary>
/// Writes a call down as a WAV file: what was heard on the left, what was said on the right. A disk that is too slow or full ends the recording, never the call.
/// </summary>
/// <remarks>
/// Blocks of a second go to a writer of their own, so at most <see cref="MostBuffered"/> bytes of a call wait in memory.
/// A file has another name until it is whole: what lies under the path that was asked for is always valid.
/// </remarks>
public sealed class CallRecorder : IAsyncDisposable
{
    public const int FrameBytes = 160;
    public const int MostBuffered = (WaitingBlocks + 2) * BlockBytes;

    /// <summary>How long disposal waits for the disk.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int WaitingBlocks = 4;
    private const int BlockBytes = RecordingHeader.BytesPerSecond;
    private readonly Channel<byte[]> _blocks = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(WaitingBlocks) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _givenUp = new();
    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private readonly string? _path;
    private readonly TimeProvider _clock;
    private readonly long _mostBytes;
    private readonly Task _writing;
    private byte[]? _block;
    private int _filled;
    private long _added;
    private long _kept;
    private bool _isClosed;
    private volatile string? _fault;

    /// <param name="stream">Can seek; closed with the recorder.</param>
    /// <param name="longest">What comes later is left out.</param>
    public CallRecorder(Stream stream, TimeSpan longest, TimeProvider clock)
        : this(stream, null, longest, clock)
    {
    }

    private CallRecorder(Stream stream, string? path, TimeSpan longest, TimeProvider clock)
    {
        (_stream, _path, _clock) = (stream, path, clock);
        _mostBytes = Math.Clamp((long)(longest.TotalSeconds * 50), 0, int.MaxValue / (2 * FrameBytes)) * 2 * FrameBytes;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Why the recording ends early, or is not there at all; null: it does not.</summary>
    public string? Fault => _fault;

    /// <summary>How much of the call is in the file; final after disposal.</summary>
    public TimeSpan Recorded => TimeSpan.FromSeconds(Interlocked.Read(ref _kept) / (double)RecordingHeader.BytesPerSecond);

    /// <summary>Begins a file, which stands under its path once the recorder was disposed of. False: the file cannot be made, and why.</summary>
    public static bool TryCreate(string path, TimeSpan longest, TimeProvider clock, [NotNullWhen(true)] out CallRecorder? recorder, [NotNullWhen(false)] out string? fault)
    {
        (recorder, fault) = (null, null);
        try
        {
            recorder = new(new FileStream(PartOf(path), FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0), path, longest, clock);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = exception.Message;
            return false;
        }
    }

    /// <summary>Adds 20 ms and returns at once. Empty is silence, and so is what a frame lacks.</summary>
    public void Add(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said)
    {
        lock (_gate)
        {
            if (_isClosed || _fault is not null || _added >= _mostBytes)
            {
                return;
            }

            _block ??= ArrayPool<byte>.Shared.Rent(BlockBytes);
            var frame = _block.AsSpan(_filled, 2 * FrameBytes);
            for (var i = 0; i < FrameBytes; i++)
            {
                frame[2 * i] = i < heard.Length ? heard[i] : G711.ULawSilence;
                frame[2 * i + 1] = i < said.Length ? said[i] : G711.ULawSilence;
            }

            _filled += frame.Length;
            _added += frame.Length;
            if (_filled == BlockBytes)
            {
                HandOver(_block);
            }
        }
    }

    /// <summary>Completes the file, or takes away what could not become one.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                _blocks.Writer.Complete();
            }
        }

        try
        {
            await _writing.WaitAsync(Patience, _clock);
        }
        catch (TimeoutException)
        {
            _fault = $"The disk did not take the recording within {Patience.TotalSeconds:0} seconds.";
            await _givenUp.CancelAsync();
        }
    }

    private static string PartOf(string path) => path + ".part";

    private void HandOver(byte[] block)
    {
        if (!_blocks.Writer.TryWrite(block))
        {
            _fault = "The disk was too slow: the recording ends before the call.";
            ArrayPool<byte>.Shared.Return(block);
        }

        (_block, _filled) = (null, 0);
    }

    private async Task WriteAsync()
    {
        var isValid = false;
        try
        {
            await WriteBlocksAsync();
            isValid = await CompleteAsync();
        }
        catch (Exception exception)
        {
            // Whatever a stream throws, the call goes on; what is there already may still become a file.
            _fault ??= exception.Message;
            isValid = await CompleteAsync();
        }

        await CloseAsync(isValid);
        Abandon();
    }

    private async Task WriteBlocksAsync()
    {
        await _stream.WriteAsync(RecordingHeader.Make(0), _givenUp.Token);
        await foreach (var block in _blocks.Reader.ReadAllAsync(_givenUp.Token))
        {
            await KeepAsync(block, BlockBytes);
        }

        // The gate was passed by whoever closed the blocks: nobody adds to the last one any more.
        if (_block is { } last)
        {
            _block = null;
            await KeepAsync(last, _filled);
        }
    }

    private async Task KeepAsync(byte[] block, int length)
    {
        try
        {
            await _stream.WriteAsync(block.AsMemory(0, length), _givenUp.Token);
            Interlocked.Add(ref _kept, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Whether the file is valid: its head says how much there is, and nothing else follows.</summary>
    private async Task<bool> CompleteAsync()
    {
        try
        {
            var kept = Interlocked.Read(ref _kept);
            _stream.SetLength(RecordingHeader.Length + kept);
            _stream.Position = 0;
            await _stream.WriteAsync(RecordingHeader.Make((uint)kept), _givenUp.Token);
            await _stream.FlushAsync(_givenUp.Token);
            return kept > 0;
        }
        catch (Exception exception)
        {
            _fault ??= exception.Message;
            Interlocked.Exchange(ref _kept, 0);
            return false;
        }
    }

    private async Task CloseAsync(bool isValid)
    {
        try
        {
            await _stream.DisposeAsync();
            if (_path is not null && isValid && !_givenUp.IsCancellationRequested)
            {
                File.Move(PartOf(_path), _path, overwrite: true);
            }
            else if (_path is not null)
            {
                File.Delete(PartOf(_path));
            }
        }
        catch (Exception exception)
        {
            _fault ??= exception.Message;
            Interlocked.Exchange(ref _kept, 0);
        }
    }

    /// <summary>After a fault blocks may still wait, and no more are taken.</summary>
    private void Abandon()
    {
        lock (_gate)
        {
            _isClosed = true;
            _blocks.Writer.TryComplete();
            while (_blocks.Reader.TryRead(out var block))
            {
                ArrayPool<byte>.Shared.Return(block);
            }
        }
    }
}
