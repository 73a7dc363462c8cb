using System.Text;

namespace Postrider.Tests.Api.Calls.Campaigns;

/// <summary>What a client of a stream reads, as fast or as slowly as the test says.</summary>
internal sealed class WatchedBody : Stream
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whoever writes waits for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Ends when a write waits at the gate.</summary>
    public TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>The events with data that came, each as its name and its data.</summary>
    public string[] Events => [.. Text.Split("\n\n").Select(part => part.Split('\n')).Where(lines => lines.Length == 3).Select(lines => $"{lines[0]["event: ".Length..]} {lines[2]["data: ".Length..]}")];

    public async Task<string> UntilAsync(Func<WatchedBody, bool> enough)
    {
        while (true)
        {
            Task written;
            lock (_lock)
            {
                written = _written.Task;
            }

            if (enough(this))
            {
                return Text;
            }

            await written.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!Gate.IsCompleted)
        {
            Waits.TrySetResult();
            await Gate;
        }

        lock (_lock)
        {
            _text.Append(Encoding.UTF8.GetString(buffer.Span));
            _written.SetResult();
            _written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
