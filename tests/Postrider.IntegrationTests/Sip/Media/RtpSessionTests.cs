using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Postrider.Sip.Media;
using Postrider.Sip.Sound;
using Xunit;

namespace Postrider.IntegrationTests.Sip.Media;

public sealed class RtpSessionTests : IAsyncDisposable
{
    private readonly DrivenCalls _calls = new();
    private readonly RtpSession _here;
    private readonly RtpSession _there;
    private readonly HeardCall _hereEar;
    private readonly HeardCall _thereEar;

    public RtpSessionTests()
    {
        (_here, _hereEar) = _calls.Open(new RtpOptions { Encrypt = true });
        (_there, _thereEar) = _calls.Open(new RtpOptions { Encrypt = true });
    }

    public ValueTask DisposeAsync() => _calls.DisposeAsync();

    [Fact]
    public async Task What_is_said_is_heard_byte_for_byte_both_ways_and_told_to_both_ears()
    {
        Agree();
        byte[] one = Sound(50), other = Sound(30);
        _here.Say(one);
        _there.Say(other);
        Assert.Equal(1000, _here.UnsaidMilliseconds);
        _calls.Beat(60);
        Assert.Equal(one, Spoken(_thereEar.Heard));
        Assert.Equal(other, Spoken(_hereEar.Heard));
        Assert.Equal(one, _hereEar.Said);
        Assert.Equal(other, _thereEar.Said);
        Assert.Equal((60, 60, 0), (_hereEar.Beats, _thereEar.Beats, _here.UnsaidMilliseconds));
        var (sent, heard) = (_here.Statistics, _there.Statistics);
        Assert.Equal((60, 60 * 160), (sent.PacketsSent, sent.BytesSent));
        Assert.Equal((60, 60 * 160, 0, 0, 0), (heard.PacketsReceived, heard.BytesReceived, heard.Lost, heard.Reordered, heard.LateFrames));
    }

    [Fact]
    public async Task A_law_is_spoken_on_the_wire_and_mu_law_to_the_ears()
    {
        Agree(plan => plan with { Codec = MediaCodec.Pcma });
        var sound = Sound(20);
        _here.Say(sound);
        _calls.Beat(25);
        var there = new byte[sound.Length];
        G711.ULawToALaw(sound, there);
        G711.ALawToULaw(there, there);
        Assert.Equal(there, _thereEar.Heard.Take(sound.Length));
    }

    [Fact]
    public async Task Who_waits_is_told_when_all_is_said_or_hushed_or_over()
    {
        Agree();
        var cancellation = TestContext.Current.CancellationToken;
        await _here.WhenSaidAsync(cancellation);
        _here.Say(Sound(3));
        var said = _here.WhenSaidAsync(cancellation);
        _calls.Beat(2);
        Assert.False(said.IsCompleted);
        _calls.Beat();
        await said.WaitAsync(TimeSpan.FromSeconds(20), cancellation);

        _here.Say(Sound(300));
        var hushed = _here.WhenSaidAsync(cancellation);
        _here.Hush();
        await hushed.WaitAsync(TimeSpan.FromSeconds(20), cancellation);

        _here.Say(Sound(300));
        using var patience = new CancellationTokenSource();
        var left = _here.WhenSaidAsync(patience.Token);
        var over = _here.WhenSaidAsync(cancellation);
        Assert.Equal(2, _here.Waiting);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(1, _here.Waiting);
        await _here.DisposeAsync();
        await over.WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        Assert.Equal(0, _here.Waiting);
    }

    [Fact]
    public async Task Digits_arrive_once_each_and_sound_waits_for_them()
    {
        Agree();
        _here.Say(Sound(10));
        foreach (var digit in "12*#A2")
        {
            _here.Press(digit);
        }

        _calls.Beat(6 * 14);
        Assert.Equal("12*#A2", _thereEar.Digits);
        Assert.Empty(_hereEar.Said);
        Assert.Equal(200, _here.UnsaidMilliseconds);
        _calls.Beat(12);
        Assert.Equal(_hereEar.Said, Spoken(_thereEar.Heard));
        Assert.Equal("", _hereEar.Digits);
        Assert.Throws<ArgumentOutOfRangeException>(() => _here.Press('x'));
    }

    [Fact]
    public async Task A_digit_that_is_pressed_before_anybody_listens_is_told_to_who_listens_first()
    {
        Agree();
        _there.Ear = null;
        _here.Press('9');
        _calls.Beat(20);
        _there.Ear = _thereEar;
        _calls.Beat(2);
        Assert.Equal("9", _thereEar.Digits);
    }

    [Fact]
    public async Task A_digit_is_heard_as_a_tone_where_no_events_are_taken()
    {
        Agree(plan => plan with { DigitPayloadType = null });
        _here.Press('5');
        _calls.Beat(20);
        Assert.Equal("", _thereEar.Digits);
        Assert.InRange(Spoken(_thereEar.Heard).Count, (8 * 160) - 10, 8 * 160);
        var samples = Spoken(_thereEar.Heard).Select(code => (double)G711.FromULaw(code)).ToArray();
        Assert.All([770, 1336], tone => Assert.InRange(Loudness(samples, tone), 5000, 7000));
        Assert.All([697, 852, 1209, 1477], tone => Assert.InRange(Loudness(samples, tone), 0, 500));
    }

    [Fact]
    public async Task On_hold_nothing_leaves_and_what_is_said_waits()
    {
        Agree();
        _calls.Beat(5);
        _here.Use(DrivenCalls.PlanTo(_there) with { Direction = MediaDirection.Inactive });
        var (sent, sound) = (_here.Statistics.PacketsSent, Sound(10));
        _here.Say(sound);
        _there.Say(Sound(5));
        _calls.Beat(20);
        Assert.Equal((sent, 200, TimeSpan.Zero), (_here.Statistics.PacketsSent, _here.UnsaidMilliseconds, _here.Deafness));
        Assert.Empty(Spoken(_hereEar.Heard));
        Assert.InRange(_there.Deafness.TotalMilliseconds, 400, 420);

        _here.Use(DrivenCalls.PlanTo(_there));
        _calls.Beat(15);
        Assert.Equal(sound, Spoken(_thereEar.Heard));
        Assert.Equal(40, _hereEar.Beats);
    }

    [Theory]
    [InlineData("AES_CM_128_HMAC_SHA1_80")]
    [InlineData("AES_CM_128_HMAC_SHA1_32")]
    public async Task Encrypted_sound_and_digits_are_understood_and_nobody_else_is(string suite)
    {
        SrtpKey one = new(suite, _here.LocalKey!.KeyAndSalt.ToArray()), other = new(suite, _there.LocalKey!.KeyAndSalt.ToArray());
        var plan = DrivenCalls.PlanTo(_there) with { LocalKey = one, RemoteKey = other };
        _here.Use(plan);
        _there.Use(DrivenCalls.PlanTo(_here) with { LocalKey = other, RemoteKey = one });
        var sound = Sound(10);
        _here.Say(sound);
        _calls.Beat(5);

        // The same agreement again must not begin the numbers anew.
        _here.Use(plan);
        _calls.Beat(10);
        _here.Press('7');
        _calls.Beat(500);
        Assert.Equal(sound, Spoken(_thereEar.Heard));
        Assert.Equal("7", _thereEar.Digits);
        Assert.NotNull(_there.Statistics.LostThere);
        Assert.Equal(0, _there.Statistics.PacketsIgnored);

        _there.Use(DrivenCalls.PlanTo(_here) with { LocalKey = other, RemoteKey = new SrtpKey(suite, RandomNumberGenerator.GetBytes(30)) });
        var before = _there.Statistics;
        _calls.Beat(10);
        Assert.Equal(before.PacketsReceived, _there.Statistics.PacketsReceived);

        // Ten of sound, and the report that may fall among them: when one is due is drawn.
        Assert.InRange(_there.Statistics.PacketsIgnored - before.PacketsIgnored, 10, 11);
        Assert.Throws<ArgumentException>(() => _here.Use(plan with { RemoteKey = null }));
    }

    [Fact]
    public async Task Another_place_counts_at_once_and_an_unannounced_one_after_three_packets()
    {
        Agree();
        _calls.Beat(3);
        var (third, thirdEar) = _calls.Open();
        third.Use(DrivenCalls.PlanTo(_here));
        _here.Use(DrivenCalls.PlanTo(third));
        _here.Say(Sound(5));
        _calls.Beat(8);
        Assert.Equal(_hereEar.Said, Spoken(thirdEar.Heard));
        Assert.Empty(Spoken(_thereEar.Heard));

        // The plan names a place where nobody is; packets come from another.
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await third.DisposeAsync();
        _here.Use(DrivenCalls.PlanTo(_there) with { Remote = (IPEndPoint)nobody.LocalEndPoint! });
        Assert.NotEqual(_there.Local, _here.Target);
        _calls.Beat(2);
        _calls.Beat(6);
        Assert.Equal(_there.Local, _here.Target);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_is_allocated_for_what_is_sent_and_heard(bool isEncrypted)
    {
        Agree(plan => isEncrypted ? plan with { LocalKey = _here.LocalKey, RemoteKey = _here.LocalKey } : plan);
        _here.Ear = _there.Ear = null;
        _here.Say(Sound(150));
        _calls.Beat(100);
        var allocated = 0L;
        for (var i = 0; i < 400 * RtpClock.Phases; i++)
        {
            _calls.Time.Advance(TimeSpan.FromMilliseconds(1));
            var before = GC.GetAllocatedBytesForCurrentThread();
            _calls.Clock.RunDue();
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // Far less than a byte for each of 800 packets, reports included.
        Assert.InRange(allocated, 0, 700);
        Assert.Equal((500, 0), (_there.Statistics.PacketsReceived, _there.Statistics.PacketsIgnored));
    }

    private static byte[] Sound(int frames)
    {
        // No byte of silence, so that what was said can be told from it.
        var sound = RandomNumberGenerator.GetBytes(frames * 160);
        sound.AsSpan().Replace(G711.ULawSilence, (byte)1);
        return sound;
    }

    private static List<byte> Spoken(List<byte> heard) => [.. heard.Where(code => code != G711.ULawSilence)];

    /// <summary>The amplitude of one tone (Goertzel).</summary>
    private static double Loudness(double[] samples, int tone)
    {
        var (real, imaginary) = (0.0, 0.0);
        for (var i = 0; i < samples.Length; i++)
        {
            real += samples[i] * Math.Cos(2 * Math.PI * tone * i / 8000);
            imaginary += samples[i] * Math.Sin(2 * Math.PI * tone * i / 8000);
        }

        return 2 * Math.Sqrt((real * real) + (imaginary * imaginary)) / samples.Length;
    }

    private void Agree(Func<MediaPlan, MediaPlan>? with = null)
    {
        _here.Use((with ?? (plan => plan))(DrivenCalls.PlanTo(_there)));
        _there.Use((with ?? (plan => plan))(DrivenCalls.PlanTo(_here)));
    }
}
