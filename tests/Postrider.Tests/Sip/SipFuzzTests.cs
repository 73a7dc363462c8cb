using System.Text;
using System.Text.Unicode;
using Postrider.Sip.Calling;
using Postrider.Sip.Messages;
using Postrider.Sip.Sdp;
using Postrider.Sip.Transport;
using Postrider.Tests.Fuzz;
using Xunit;

namespace Postrider.Tests.Sip;

public sealed class SipFuzzTests
{
    private static readonly string[] _words =
    [
        "\r\n", "\r\n\r\n", "\n", "\r", " ", "\t", ",", ";", ":", "<", ">", "\"", "\\", "@", "[", "]", "[::1]", "/", "%00", "\0", "SIP/2.0", "SIP/2.0 200 OK\r\n", "INVITE sip:a@b SIP/2.0\r\n", "sip:", "sips:a@b", "Via: SIP/2.0/UDP a;branch=z9hG4bK",
        ";rport=", ";received=", ";tag=", ";lr", "v: ", "f: ", "t: ", "i: ", "l: 0\r\n", "Content-Length: 99999\r\n", "CSeq: 4294967295 ", "Record-Route: <sip:1.2.3.4;lr>\r\n", "Contact: *\r\n", "Session-Expires: 1;refresher=uac\r\n", "Min-SE: 999999999\r\n",
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n", "Require: x\r\n", "ä", "\u0001",
    ];

    private static readonly string[] _sessionWords =
    [
        "\r\n", "v=0\r\n", "m=audio 1 RTP/AVP 0\r\n", "m=", "c=IN IP4 ", "c=IN IP6 ::1\r\n", "a=rtcp:1 IN IP4 1.2.3.4\r\n", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:", "|2^20|1:1", "a=rtpmap:0 ", "telephone-event/8000", "a=sendonly\r\n", "0.0.0.0", "65535", "999999999999", " ", "/", ":", "=", "\0",
    ];

    [Fact]
    public void A_message_of_any_bytes_is_read_within_bounds_and_written_readably() =>
        Fuzzing.Run(
            Seeds(),
            input =>
            {
                if (MessageReader.Read(input) is { } message)
                {
                    // A byte that is no UTF-8 is written as three, a short name as a long one, and the length always: what was within the bounds may then be beyond them.
                    var written = message.ToBytes();
                    var hadRoom = Utf8.IsValid(input) && written.Length <= MessageReader.MostBytes && message.Headers.Count < MessageReader.MostHeaders;
                    Assert.True(!hadRoom || MessageReader.Read(written) is not null);
                    _ = (message.FromTag, message.ToTag, message.Sequence, message.Contact, message.TopVia?.Seen, FarWords.Of(message), SessionTimer.Of(message, "uac"), SessionBody.Of(message), DigestChallenge.Parse(message.Headers["WWW-Authenticate"] ?? ""));
                }
            },
            _words);

    [Fact]
    public void A_stream_of_any_bytes_is_cut_within_bounds() =>
        Fuzzing.Run(
            Seeds(),
            input =>
            {
                using var framing = new MessageFraming();
                for (var at = 0; at < input.Length && !framing.IsBroken;)
                {
                    var free = framing.Free();
                    Assert.InRange(free.Length, 1, 512 * 1024);
                    var count = Math.Min(free.Length, input.Length - at);
                    input.AsSpan(at, count).CopyTo(free.Span);
                    framing.Advance(count);
                    at += count;
                    while (framing.Next() is not null)
                    {
                    }
                }
            },
            _words);

    [Fact]
    public void A_description_of_any_bytes_is_answered_within_bounds() =>
        Fuzzing.Run(
            [Encoding.UTF8.GetBytes(CallStage.Answer), "v=0\r\nc=IN IP6 2001:db8::1\r\nm=video 1 RTP/AVP 99\r\nm=audio 2 RTP/AVP 8 0 96\r\na=rtpmap:96 telephone-event/8000\r\na=rtcp:9\r\na=inactive\r\n"u8.ToArray()],
            input =>
            {
                var (answer, agreement) = new SessionSide(new ScriptedMedia(), null).HearOffer(input);
                Assert.Equal(answer is null, agreement.Plan is null);
                Assert.True(answer is null || SessionText.Parse(answer) is not null);
            },
            _sessionWords);

    /// <summary>Of a running call's own messages, so that what is broken reaches far into it.</summary>
    [Fact]
    public void A_running_call_takes_any_message_without_a_fault() =>
        Fuzzing.Run(
            Seeds(),
            async input =>
            {
                await using var stage = new CallStage();
                stage.DialAnswered("Session-Expires: 90;refresher=uac\r\n");
                var text = Encoding.Latin1.GetString(input)
                    .Replace("CALLID", stage.Call.CallId, StringComparison.Ordinal)
                    .Replace("OURTAG", stage.Invite.FromTag, StringComparison.Ordinal)
                    .Replace("BRANCH", stage.Invite.TopVia!.Branch, StringComparison.Ordinal);
                if (MessageReader.Read(Encoding.Latin1.GetBytes(text)) is { } message)
                {
                    stage.Wire.Ear!.Hear(message, stage.Wire.Trunk);
                }

                stage.Wait(1);
                Assert.InRange(stage.Wire.Sent.Count, 0, 10);
                await stage.Call.DisposeAsync();
            },
            _words);

    private static IEnumerable<byte[]> Seeds()
    {
        foreach (var (method, body) in new[] { ("BYE", ""), ("INVITE", CallStage.Answer), ("UPDATE", CallStage.Answer), ("INFO", ""), ("ACK", ""), ("NOTIFY", "x"), ("CANCEL", "") })
        {
            yield return Encoding.UTF8.GetBytes($"{method} sip:alice@192.0.2.10 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKfar;rport\r\nFrom: <sip:far@192.0.2.1>;tag=far\r\nTo: \"A\" <sip:alice@trunk.example>;tag=OURTAG\r\nCall-ID: CALLID\r\nCSeq: 200 {method}\r\nContact: <sip:far@192.0.2.9:5070>\r\nSession-Expires: 200;refresher=uas\r\nSupported: timer\r\nContent-Type: application/sdp\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        }

        foreach (var (code, headers) in new[] { (200, "Record-Route: <sip:192.0.2.9;lr>, <sip:192.0.2.8>\r\n"), (183, ""), (401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n"), (422, "Min-SE: 100\r\n"), (486, "Reason: Q.850;cause=17;text=\"x\"\r\nWarning: 399 a \"b\"\r\n") })
        {
            yield return Encoding.UTF8.GetBytes($"SIP/2.0 {code} Words\r\nVia: SIP/2.0/UDP 192.0.2.10:40404;branch=BRANCH;received=192.0.2.10;rport=40404\r\nFrom: <sip:alice@trunk.example>;tag=OURTAG\r\nTo: <sip:x@trunk.example>;tag=other\r\nCall-ID: CALLID\r\nCSeq: 1 INVITE\r\nContact: <sip:far@192.0.2.9>\r\n{headers}Content-Type: application/sdp\r\nContent-Length: {CallStage.Answer.Length}\r\n\r\n{CallStage.Answer}");
        }
    }
}
