using System.Buffers.Binary;
using Postrider.Sip.Sound;
using Postrider.Testing;
using Postrider.Testing.Sound;
using Xunit;

namespace Postrider.Tests.Sip.Sound;

public sealed class CallRecorderTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(1)]
    [InlineData(49)]
    [InlineData(50)]
    [InlineData(51)]
    [InlineData(170)]
    public async Task What_was_heard_lies_left_and_what_was_said_right(int frames)
    {
        var stream = new MemoryStream();
        var recorder = new CallRecorder(stream, _minute, _clock);
        var (heard, said) = (Frames(frames, 1), Frames(frames, 2));
        for (var i = 0; i < frames; i++)
        {
            recorder.Add(heard[i], said[i]);
            await Task.Yield();
        }

        await recorder.DisposeAsync();
        Assert.Null(recorder.Fault);
        Assert.Equal(TimeSpan.FromMilliseconds(20 * frames), recorder.Recorded);
        var (left, right) = Channels(stream.ToArray());
        Assert.Equal(heard.SelectMany(frame => frame), left);
        Assert.Equal(said.SelectMany(frame => frame), right);
        Assert.Equal(frames * 160, WavSound.Read(stream.ToArray()).ULaw.Length);
    }

    [Fact]
    public async Task Missing_frames_and_parts_of_frames_are_silent()
    {
        var stream = new MemoryStream();
        await using (var recorder = new CallRecorder(stream, _minute, _clock))
        {
            recorder.Add([], new byte[100]);
            recorder.Add(new byte[300], []);
        }

        var (left, right) = Channels(stream.ToArray());
        Assert.Equal([.. Silence(160), .. new byte[160]], left);
        Assert.Equal([.. new byte[100], .. Silence(220)], right);
    }

    [Fact]
    public async Task What_comes_after_the_longest_time_or_the_end_is_left_out()
    {
        var stream = new MemoryStream();
        var recorder = new CallRecorder(stream, TimeSpan.FromSeconds(2), _clock);
        for (var i = 0; i < 150; i++)
        {
            recorder.Add(new byte[160], new byte[160]);
        }

        await recorder.DisposeAsync();
        recorder.Add(new byte[160], new byte[160]);
        await recorder.DisposeAsync();
        Assert.Null(recorder.Fault);
        Assert.Equal(TimeSpan.FromSeconds(2), recorder.Recorded);
        Assert.Equal(16_000, Channels(stream.ToArray()).Left.Length);
    }

    [Fact]
    public async Task A_disk_that_stands_still_loses_the_recording_and_holds_up_nobody()
    {
        var disk = new SlowDisk();
        var recorder = new CallRecorder(disk, _minute, _clock);
        await disk.Reached;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 3000; i++)
        {
            recorder.Add(new byte[160], []);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3000 * 184 + 2 * CallRecorder.MostBuffered);
        Assert.Contains("too slow", recorder.Fault, StringComparison.Ordinal);
        disk.GoOn();
        await recorder.DisposeAsync();

        // What it took before is whole.
        Assert.Equal(TimeSpan.FromSeconds(4), recorder.Recorded);
        Assert.Equal(32_000, Channels(disk.ToArray()).Left.Length);
    }

    [Fact]
    public async Task A_disk_that_never_comes_back_holds_up_no_end()
    {
        var disk = new SlowDisk();
        var recorder = new CallRecorder(disk, _minute, _clock);
        await disk.Reached;
        recorder.Add(new byte[160], []);
        var disposal = recorder.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);
        _clock.Advance(CallRecorder.Patience);
        await disposal;
        Assert.Contains("10 seconds", recorder.Fault, StringComparison.Ordinal);
        await disk.Closed;
        Assert.Equal(TimeSpan.Zero, recorder.Recorded);
    }

    [Fact]
    public async Task A_full_disk_leaves_what_it_took()
    {
        var disk = new SlowDisk { Room = 58 + 40_000 };
        disk.GoOn();
        var recorder = new CallRecorder(disk, _minute, _clock);
        for (var i = 0; i < 200; i++)
        {
            recorder.Add(new byte[160], new byte[160]);
        }

        await recorder.DisposeAsync();
        Assert.Equal("No space left.", recorder.Fault);
        Assert.Equal(TimeSpan.FromSeconds(2), recorder.Recorded);
        Assert.Equal(16_000, Channels(disk.ToArray()).Left.Length);
    }

    private static (byte[] Left, byte[] Right) Channels(byte[] file)
    {
        Assert.Equal(file.Length - 8, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)));
        Assert.Equal(file.Length - 58, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(54)));
        var data = file[58..];
        return ([.. data.Where((_, i) => i % 2 == 0)], [.. data.Where((_, i) => i % 2 == 1)]);
    }

    private static byte[] Silence(int length) => [.. Enumerable.Repeat(G711.ULawSilence, length)];

    private static IReadOnlyList<byte[]> Frames(int count, int seed) => Synth.Frames(Synth.Noise(20 * count, -12, seed));

    /// <summary>A disk that writes nothing until it is told to go on, and holds only so much.</summary>
    private sealed class SlowDisk : MemoryStream
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Room { get; init; } = int.MaxValue;

        public Task Reached => _reached.Task;

        public Task Closed => _closed.Task;

        public void GoOn() => _released.TrySetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reached.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
            if (Position + buffer.Length > Room)
            {
                await base.WriteAsync(buffer[..(int)(Room - Position)], cancellationToken);
                throw new IOException("No space left.");
            }

            await base.WriteAsync(buffer, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _closed.TrySetResult();
        }
    }
}
