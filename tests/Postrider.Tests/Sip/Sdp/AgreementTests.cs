using System.Net;
using System.Text;
using Postrider.Sip.Media;
using Postrider.Sip.Sdp;
using Xunit;

namespace Postrider.Tests.Sip.Sdp;

public sealed class AgreementTests
{
    private const string Head = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n";
    private static readonly string _key = Convert.ToBase64String(Enumerable.Range(0, 30).Select(i => (byte)i).ToArray());

    [Theory]
    [InlineData("c=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n", "192.0.2.1:4000 192.0.2.1:4001 Pcmu - Both")]
    [InlineData("c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 8 0 96\r\nc=IN IP4 192.0.2.2\r\na=rtpmap:96 telephone-event/8000\r\na=rtcp:4100\r\na=rtcp-mux\r\n", "192.0.2.2:4000 192.0.2.2:4100 Pcma 96 Both")]
    [InlineData("m=video 0 RTP/AVP 99\r\nm=audio 4000/2 rtp/avp 18 0\r\nc=IN IP6 2001:db8::5\r\na=rtcp:4100 IN IP6 2001:db8::6\r\n", "[2001:db8::5]:4000 [2001:db8::6]:4100 Pcmu - Both")]
    [InlineData("c=IN IP4 192.0.2.1/127\r\na=sendonly\r\nm=audio 4000 RTP/AVP 0\r\n", "192.0.2.1:4000 192.0.2.1:4001 Pcmu - Receive")]
    [InlineData("c=IN IP4 192.0.2.1\r\na=sendonly\r\nm=audio 4000 RTP/AVP 0\r\na=recvonly\r\n", "192.0.2.1:4000 192.0.2.1:4001 Pcmu - Send")]
    [InlineData("c=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 0\r\n", "0.0.0.0:4000 - Pcmu - Receive")]
    [InlineData("c=IN IP4 192.0.2.1\r\nm=audio 65535 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/48000\r\na=rtpmap:102 telephone-event/8000\r\n", "192.0.2.1:65535 - Pcmu - Both")]
    [InlineData("c=IN IP4 192.0.2.1\r\nm=audio 0 RTP/AVP 0\r\nm=audio 4002 RTP/AVP 0\r\n", "192.0.2.1:4002 192.0.2.1:4003 Pcmu - Both")]
    [InlineData("\r\n c = x\r\nzz\r\nc=IN  IP4   192.0.2.1 \r\na=\r\na=:\r\na=rtpmap\r\nm=audio  4000  RTP/AVP  0 \r\na=rtcp:x\r\na=crypto:\r\n", "192.0.2.1:4000 192.0.2.1:4001 Pcmu - Both")]
    public void A_description_comes_to_a_plan(string text, string expected)
    {
        var plan = Of(Head + text).Plan!;
        Assert.Equal(expected, $"{plan.Remote} {plan.RemoteControl?.ToString() ?? "-"} {plan.Codec} {plan.DigitPayloadType?.ToString((IFormatProvider?)null) ?? "-"} {plan.Direction}");
    }

    [Theory]
    [InlineData("", "it has no sound")]
    [InlineData("m=video 4000 RTP/AVP 99\r\n", "it has no sound")]
    [InlineData("m=audio 0 RTP/AVP 0\r\n", "it refuses the sound")]
    [InlineData("m=audio 4000 RTP/AVP 18 101\r\n", "it speaks no codec that is known here")]
    [InlineData("m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\n", "it wants its sound as UDP/TLS/RTP/SAVPF")]
    [InlineData("m=audio 4000 RTP/AVP 0\r\n", "it names no address for its sound")]
    [InlineData("c=IN IP4 far.example\r\nm=audio 4000 RTP/AVP 0\r\n", "it names far.example for its sound, which is no address")]
    [InlineData("c=IN IP4 1\r\nm=audio 4000 RTP/AVP 0\r\n", "it names 1 for its sound, which is no address")]
    [InlineData("c=IN IP4 239.1.1.1/16\r\nm=audio 4000 RTP/AVP 0\r\n", "it names 239.1.1.1 for its sound, which is not one place")]
    [InlineData("c=IN IP4 255.255.255.255\r\nm=audio 4000 RTP/AVP 0\r\n", "it names 255.255.255.255 for its sound, which is not one place")]
    [InlineData("c=IN IP4 10.0.0.1\r\nm=audio 4000 RTP/AVP 0\r\n", "it names 10.0.0.1 for its sound, which is not used: It is private.")]
    public void What_comes_to_no_plan_says_why(string text, string words) =>
        Assert.Equal((null, words), (Of(Head + text).Plan, Of(Head + text).Objection));

    [Theory]
    [InlineData("")]
    [InlineData("v=0")]
    [InlineData("o=- 1 1\r\nv=0\r\n")]
    [InlineData("v=0\r\nm=audio\r\n")]
    [InlineData("v=0\r\nm=audio x RTP/AVP 0\r\n")]
    [InlineData("v=0\r\nm=audio 65536 RTP/AVP 0\r\n")]
    [InlineData("v=0\r\nm=audio 1 RTP/AVP ä\r\n")]
    public void What_is_no_description_is_none(string text) => Assert.Null(SessionText.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_description_has_bounds()
    {
        Assert.Null(SessionText.Parse(Encoding.UTF8.GetBytes(Head + string.Concat(Enumerable.Repeat("m=audio 1 RTP/AVP 0\r\n", 33)))));
        Assert.Null(SessionText.Parse(Encoding.UTF8.GetBytes(Head + string.Concat(Enumerable.Repeat("a=x\r\n", 1000)))));
        Assert.Null(SessionText.Parse(Encoding.UTF8.GetBytes($"{Head}m=audio 1 RTP/AVP {string.Join(' ', Enumerable.Range(0, 65))}\r\n")));
    }

    [Fact]
    public void A_key_is_taken_from_the_line_that_fits()
    {
        var local = new SrtpKey("AES_CM_128_HMAC_SHA1_80", new byte[30]);
        var agreement = Of($"{Head}c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:{_key}\r\na=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:{_key}|2^20|1:4\r\na=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:{_key}|2^20\r\n", local);
        Assert.Equal((3, "AES_CM_128_HMAC_SHA1_80", _key), (agreement.CryptoNumber, agreement.Plan!.RemoteKey!.Suite, Convert.ToBase64String(agreement.Plan.RemoteKey.KeyAndSalt.Span)));
        Assert.Same(local, agreement.Plan.LocalKey);
    }

    [Theory]
    [InlineData("RTP/AVP", "1 AES_CM_128_HMAC_SHA1_80 inline:KEY", "it does not encrypt its sound")]
    [InlineData("RTP/SAVP", "1 AES_CM_128_HMAC_SHA1_80 inline:AAAA", "it has no usable key for its sound")]
    [InlineData("RTP/SAVP", "1 AES_CM_128_HMAC_SHA1_80 inline:***", "it has no usable key for its sound")]
    [InlineData("RTP/SAVP", "1 AES_CM_128_HMAC_SHA1_80 inline:KEY UNENCRYPTED_SRTP", "it has no usable key for its sound")]
    [InlineData("RTP/SAVP", "x", "it has no usable key for its sound")]
    public void Without_a_usable_key_there_is_no_plan(string protocol, string crypto, string words) =>
        Assert.Equal(words, Of($"{Head}c=IN IP4 192.0.2.1\r\nm=audio 4000 {protocol} 0\r\na=crypto:{crypto.Replace("KEY", _key, StringComparison.Ordinal)}\r\n", new SrtpKey("AES_CM_128_HMAC_SHA1_80", new byte[30])).Objection);

    [Fact]
    public void An_answer_to_an_encrypted_offer_has_our_key_under_its_number()
    {
        var key = new SrtpKey("AES_CM_128_HMAC_SHA1_80", new byte[30]);
        var (answer, _) = new SessionSide(new ScriptedMedia { LocalKey = key }, null).HearOffer(Encoding.UTF8.GetBytes($"{Head}c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/SAVP 0\r\na=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:{_key}\r\n"));
        Assert.Contains($"a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:{Convert.ToBase64String(new byte[30])}\r\n", Encoding.UTF8.GetString(answer!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_that_is_one_part_of_several_is_found()
    {
        var message = Postrider.Sip.Messages.MessageReader.Read("SIP/2.0 200 OK\r\nContent-Type: multipart/mixed;boundary=x\r\n\r\n--x\r\nContent-Type: application/isup\r\n\r\n\u00ff\u00fe\r\n--x\r\nContent-Type: application/sdp\r\n\r\nv=0\r\nm=audio 1 RTP/AVP 0\r\n--x--\r\n"u8)!;
        Assert.Equal("v=0\r\nm=audio 1 RTP/AVP 0\r\n", Encoding.UTF8.GetString(SessionBody.Of(message)!.Value.Span));
    }

    private static Agreement Of(string text, SrtpKey? key = null) =>
        Agreement.Of(SessionText.Parse(Encoding.UTF8.GetBytes(text))!, key, address => address.Equals(IPAddress.Parse("10.0.0.1")) ? "It is private." : null);
}
