using System.Text;
using Postrider.Campaigns;
using Xunit;

namespace Postrider.Tests.Campaigns;

/// <summary>How long large files take, and that none is ever in memory whole.</summary>
public sealed class CampaignFileSizeTests
{
    [Fact]
    public async Task Fifty_thousand_rows_are_checked_and_read_in_well_under_a_second()
    {
        var bytes = Rows(50_000, "Zoë Müller;Köln");
        await ReadAsync(new MemoryStream(Rows(1000, "warm;up")));
        var best = TimeSpan.MaxValue;

        // Other tests run beside it: once in a quiet moment is enough.
        for (var round = 0; round < 40 && best > TimeSpan.FromSeconds(1); round++)
        {
            var start = TimeProvider.System.GetTimestamp();
            Assert.Equal(50_000, await ReadAsync(new MemoryStream(bytes)));
            var took = TimeProvider.System.GetElapsedTime(start);
            best = took < best ? took : best;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"50,000 rows, {bytes.Length / 1024} kB: {best.TotalMilliseconds:0} ms");
        Assert.True(best < TimeSpan.FromSeconds(1), $"It took {best}.");
    }

    [Fact]
    public async Task Of_a_hundred_thousand_rows_only_the_last_is_in_memory()
    {
        using var stream = new MadeStream(CampaignFile.MostRows);
        var file = new CampaignFile(stream);
        var check = await file.CheckAsync(null, CancellationToken.None);
        var read = new List<WeakReference>(CampaignFile.MostRows);
        await foreach (var row in file.ReadAsync(check.Header!, Files.Numbers(), CancellationToken.None))
        {
            read.Add(new WeakReference(row.Number!.To));
            if (read.Count == CampaignFile.MostRows)
            {
                GC.Collect();
                Assert.InRange(read.Count(number => number.IsAlive), 0, 2);
            }
        }

        Assert.Equal((CampaignFile.MostRows, check.Rows), (read.Count, CampaignFile.MostRows));
    }

    private static async Task<long> ReadAsync(Stream stream)
    {
        var file = new CampaignFile(stream);
        var check = await file.CheckAsync(null, CancellationToken.None);
        return await file.ReadAsync(check.Header!, Files.Numbers(), CancellationToken.None).CountAsync(row => row.Number is not null);
    }

    private static byte[] Rows(int count, string rest) => Encoding.UTF8.GetBytes("to;name;city\n" + string.Concat(Enumerable.Range(0, count).Select(row => $"+49 30 {row:0000000};{rest}\n")));

    /// <summary>A file that is made while it is read.</summary>
    private sealed class MadeStream(int rows) : Stream
    {
        private int _next = -1;
        private ReadOnlyMemory<byte> _rest;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _next; set => _next = value == 0 ? -1 : throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_rest.IsEmpty && _next < rows)
            {
                _rest = Encoding.UTF8.GetBytes(++_next == 0 ? "to,name,city\n" : $"+4930{_next:0000000},Zoë,\"Köln\"\n");
            }

            var count = Math.Min(buffer.Length, _rest.Length);
            _rest[..count].CopyTo(buffer);
            _rest = _rest[count..];
            return ValueTask.FromResult(count);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
