using System.Text;
using Postrider.Mail.Mime;
using Xunit;

namespace Postrider.Tests.Mail.Mime;

public sealed class ReadingLimitTests
{
    [Fact]
    public async Task Text_beyond_the_limit_is_cut_between_characters()
    {
        var mail = await Mails.ReadAsync($"Content-Type: text/plain; charset=utf-8\n\n{new string('ä', 100)}", new MailLimits { TextBytes = 51 });
        Assert.Equal(new string('ä', 25), mail.Text);
        Assert.True(mail.Truncated);
    }

    [Fact]
    public async Task Headers_beyond_the_limits_are_left_out()
    {
        var many = await Mails.ReadAsync($"Subject: x\n{string.Concat(Enumerable.Repeat("X-A: b\n", 50))}\nbody", new MailLimits { Headers = 10 });
        Assert.Equal((10, "body", true), (many.Headers.All.Count, many.Text, many.Truncated));
        var large = await Mails.ReadAsync($"Subject: x\nX-A: {new string('y', 100_000)}\nTo: a@b.c\n\nbody", new MailLimits { HeaderBytes = 1000 });
        Assert.Equal(("x", "body", true), (large.Subject, large.Text, large.Truncated));
        Assert.True(large.Headers["X-A"]!.Length < 1000);
    }

    [Fact]
    public async Task Multiparts_deeper_than_the_limit_are_not_opened()
    {
        var raw = new StringBuilder();
        for (var i = 0; i < 100; i++)
        {
            raw.Append($"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n");
        }

        var mail = await Mails.ReadAsync(raw.Append("\ndeep").ToString());
        Assert.True(mail.Truncated);
        Assert.Equal("multipart/mixed", Assert.Single(mail.Files).ContentType);
    }

    [Fact]
    public async Task Parts_beyond_the_limit_are_left_out()
    {
        var mail = await Mails.ReadAsync($"Content-Type: multipart/mixed; boundary=b\n\n{string.Concat(Enumerable.Repeat("--b\nContent-Type: a/b\n\nx\n", 3000))}--b--\n");
        Assert.Equal((1000, true), (mail.Files.Count, mail.Truncated));
    }

    [Fact]
    public async Task A_mail_of_many_megabytes_is_read_and_copied_through_a_small_buffer()
    {
        const int lines = 20 * 1024 * 1024 / 78;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var mail = await MailReader.ReadAsync(new EndlessMail(lines), MailLimits.Default, TestContext.Current.CancellationToken);
        Assert.Equal((lines * 57L, "2"), (Assert.Single(mail.Files).Size, mail.Files[0].PartNumber));
        var target = new CountingStream();
        Assert.True(await MailReader.CopyPartAsync(new EndlessMail(lines), "2", target, MailLimits.Default, TestContext.Current.CancellationToken));
        Assert.Equal(lines * 57L, target.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * 1024 * 1024);
    }

    [Fact]
    public async Task A_part_that_is_not_there_is_not_copied() => Assert.Null(await Mails.CopyAsync("\r\nx"u8.ToArray(), "7"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task A_stream_may_come_in_pieces_of_any_size(int piece)
    {
        foreach (var path in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Mail/Corpus"), "*.eml"))
        {
            var raw = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            var whole = await Mails.ReadAsync(raw);
            var pieces = await MailReader.ReadAsync(new PieceStream(raw, piece), MailLimits.Default, TestContext.Current.CancellationToken);
            Assert.Equal((whole.Text, whole.Html, whole.Subject), (pieces.Text, pieces.Html, pieces.Subject));
            Assert.Equal(whole.Files, pieces.Files);
        }
    }

    [Fact]
    public async Task A_line_without_end_is_decoded_whole()
    {
        var content = string.Concat(Enumerable.Repeat("=C3=A4bcd", 50_000));
        var mail = await Mails.ReadAsync($"Content-Transfer-Encoding: quoted-printable\n\n{content}");
        Assert.Equal(string.Concat(Enumerable.Repeat("äbcd", 50_000)), mail.Text);
    }

    [Fact]
    public async Task Binary_content_comes_out_as_it_was()
    {
        byte[] content = [0, 13, 10, 13, 13, 10, 10, 255, 13];
        byte[] raw = [.. "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: a/b\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8, .. content, .. "\r\n--b--\r\n"u8];
        // The last CR, with the boundary's own CR LF, is one line end; all before it is exact.
        Assert.Equal(content[..^1], await Mails.CopyAsync(raw, "1"));
    }

    private sealed class EndlessMail(int lines) : PieceStream([], 0)
    {
        private static readonly byte[] _head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: a/b\r\nContent-Transfer-Encoding: base64\r\n\r\n"u8.ToArray();
        private static readonly byte[] _line = [.. Enumerable.Repeat((byte)'A', 76), 13, 10];
        private int _next;

        public override int Read(Span<byte> buffer)
        {
            var written = 0;
            while ((_next == 0 ? _head : _next <= lines ? _line : []) is { Length: > 0 } piece && piece.Length <= buffer.Length - written)
            {
                piece.CopyTo(buffer[written..]);
                (written, _next) = (written + piece.Length, _next + 1);
            }

            return written;
        }
    }

    private class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, piece)]);
    }

    private sealed class CountingStream : MemoryStream
    {
        private long _length;

        public override long Length => _length;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _length += buffer.Length;
            return default;
        }
    }
}
