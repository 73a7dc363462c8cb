using System.Text;
using Postrider.Sip.Messages;
using Postrider.Sip.Transport;
using Xunit;

namespace Postrider.Tests.Sip.Transport;

public sealed class MessageFramingTests
{
    private const string Two = "SIP/2.0 200 OK\r\nCall-ID: one\r\nContent-Length: 5\r\n\r\nhello\r\n\r\nOPTIONS sip:a SIP/2.0\nCall-ID: two\n\nSIP/2.0 180 Ringing\r\nl:0\r\nCall-ID: three\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Messages_are_cut_however_the_stream_is_cut(int step)
    {
        using var framing = new MessageFraming();
        var found = new List<SipMessage>();
        var bytes = Encoding.UTF8.GetBytes(Two);
        for (var i = 0; i < bytes.Length; i += step)
        {
            Feed(framing, bytes.AsSpan(i, Math.Min(step, bytes.Length - i)));
            while (framing.Next() is { } message)
            {
                found.Add(message);
            }
        }

        Assert.Equal(["one", "two", "three"], found.Select(message => message.CallId));
        Assert.Equal("hello", Encoding.UTF8.GetString(found[0].Body.Span));
        Assert.False(framing.IsBroken);
    }

    [Fact]
    public void Two_empty_lines_ask_for_a_sign_of_life()
    {
        using var framing = new MessageFraming();
        Feed(framing, "\r\n\r\n"u8);
        Assert.Null(framing.Next());
        Assert.True(framing.TakePing());
        Assert.False(framing.TakePing());
    }

    [Theory]
    [InlineData("HELLO WORLD THIS IS NO SIP\r\n\r\n")]
    [InlineData("SIP/2.0 200 OK\r\nContent-Length: x\r\n\r\n")]
    [InlineData("SIP/2.0 200 OK\r\nContent-Length: 65536\r\n\r\n")]
    public void A_stream_with_what_is_no_message_is_broken(string text)
    {
        using var framing = new MessageFraming();
        Feed(framing, Encoding.UTF8.GetBytes(text));
        Assert.Null(framing.Next());
        Assert.True(framing.IsBroken);
    }

    [Fact]
    public void A_head_without_an_end_is_broken_at_64_KiB()
    {
        using var framing = new MessageFraming();
        for (var i = 0; i <= 64 && !framing.IsBroken; i++)
        {
            Feed(framing, new byte[1024].Select(_ => (byte)'x').ToArray());
            Assert.Null(framing.Next());
        }

        Assert.True(framing.IsBroken);
    }

    private static void Feed(MessageFraming framing, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var free = framing.Free();
            var count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free.Span);
            framing.Advance(count);
            bytes = bytes[count..];
        }
    }
}
