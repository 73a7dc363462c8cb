using System.Net;
using System.Security.Cryptography;
using System.Text;
using Postrider.Sip.Media;
using Postrider.Sip.Sound;
using Postrider.Testing;
using Postrider.Testing.Mail;
using Xunit;

namespace Postrider.IntegrationTests.Sip.Media;

/// <summary>RTP and SRTP with ffmpeg, whose code for both has nothing to do with this one.</summary>
public sealed class RtpPeerTests
{
    public static TheoryData<MediaCodec, string?> Ways => new()
    {
        { MediaCodec.Pcmu, null },
        { MediaCodec.Pcma, null },
        { MediaCodec.Pcmu, "AES_CM_128_HMAC_SHA1_80" },
        { MediaCodec.Pcma, "AES_CM_128_HMAC_SHA1_32" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_tone_that_ffmpeg_sends_is_heard(MediaCodec codec, string? suite)
    {
        Programs.Require("ffmpeg");
        using var clock = new RtpClock(TimeProvider.System);
        await using var session = RtpSession.Open(IPAddress.Loopback, clock);
        var ear = new HeardCall();
        session.Ear = ear;
        var key = suite is null ? null : new SrtpKey(suite, RandomNumberGenerator.GetBytes(30));

        // It sends from a port that no plan knows; where it would listen, nobody is.
        session.Use(new MediaPlan { Remote = new IPEndPoint(IPAddress.Loopback, session.Local.Port + 1), Codec = codec, LocalKey = key, RemoteKey = key });
        await Programs.RunAsync("ffmpeg", null, [
            "-hide_banner", "-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=8000:duration=1.2", "-c:a", codec == MediaCodec.Pcmu ? "pcm_mulaw" : "pcm_alaw", "-packetsize", "172", "-f", "rtp",
            .. key is null ? Array.Empty<string>() : ["-srtp_out_suite", key.Suite, "-srtp_out_params", Convert.ToBase64String(key.KeyAndSalt.Span)],
            $"{(key is null ? "rtp" : "srtp")}://127.0.0.1:{session.Local.Port}"]);
        Assert.InRange(session.Statistics.PacketsReceived, 40, 70);
        var samples = ear.Heard.Select(code => (int)G711.FromULaw(code)).ToList();
        Assert.True(samples.Count > 4000);
        var turns = samples.Zip(samples.Skip(1)).Count(pair => (pair.First < 0) != (pair.Second < 0));
        Assert.InRange(turns / (double)samples.Count * 8000 / 2, 400, 460);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_said_reaches_ffmpeg_byte_for_byte(MediaCodec codec, string? suite)
    {
        Programs.Require("ffmpeg");
        using var clock = new RtpClock(TimeProvider.System);
        await using var session = RtpSession.Open(IPAddress.Loopback, clock, new RtpOptions { Encrypt = suite is not null });
        var port = FreePort.TakeRow(2);
        var key = suite is null ? null : new SrtpKey(suite, session.LocalKey!.KeyAndSalt.ToArray());
        var description = $"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} {(key is null ? "RTP/AVP" : "RTP/SAVP")} {(int)codec}\n"
            + (key is null ? "" : $"a=crypto:1 {key.Suite} inline:{Convert.ToBase64String(key.KeyAndSalt.Span)}\n");
        var sound = RandomNumberGenerator.GetBytes(30 * 8000);
        session.Use(new MediaPlan { Remote = new IPEndPoint(IPAddress.Loopback, port), Codec = codec, LocalKey = key, RemoteKey = key });
        session.Say(sound);
        var written = await Programs.RunAsync("ffmpeg", Encoding.ASCII.GetBytes(description), [
            "-hide_banner", "-protocol_whitelist", "pipe,fd,udp,rtp,srtp,crypto", "-analyzeduration", "0", "-f", "sdp", "-i", "pipe:0", "-t", "1", "-c", "copy", "-f", codec == MediaCodec.Pcmu ? "mulaw" : "alaw", "pipe:1"]);
        if (codec == MediaCodec.Pcma)
        {
            G711.ULawToALaw(sound, sound);
        }

        Assert.InRange(written.Length, 6000, 9000);
        Assert.True(sound.AsSpan().IndexOf(written) >= 0);
    }
}
