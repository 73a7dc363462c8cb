using System.Net;
using Postrider.Sip.Calling;
using Postrider.Sip.Messages;
using Xunit;

namespace Postrider.Tests.Sip.Transactions;

/// <summary>The timers of RFC 3261, seen from outside: when what is sent again, and when it is given up.</summary>
public sealed class TimersTests
{
    private static readonly int[] _copiesOfInvite = [500, 1500, 3500, 7500, 15500, 31500];
    private static readonly int[] _copiesOfOthers = [500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500];

    [Fact]
    public async Task An_INVITE_is_sent_seven_times_in_32_seconds_and_then_unanswered()
    {
        await using var stage = new CallStage();
        stage.Dial();
        Assert.Equal(_copiesOfInvite, stage.SendingTimes(TimeSpan.FromSeconds(31.9)));
        Assert.Null(stage.End);
        stage.Wait(0.1);
        Assert.Equal(CallEndKind.Unanswered, stage.End?.Kind);
        stage.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(SipTransport.Tcp)]
    [InlineData(SipTransport.Tls)]
    public async Task Over_a_stream_nothing_is_sent_twice(SipTransport transport)
    {
        await using var stage = new CallStage(transport);
        Assert.StartsWith($"SIP/2.0/{transport.ToString().ToUpperInvariant()} ", stage.Dial().Headers["Via"], StringComparison.Ordinal);
        Assert.Empty(stage.SendingTimes(TimeSpan.FromSeconds(31.9)));
        stage.Wait(0.1);
        Assert.Equal(CallEndKind.Unanswered, stage.End?.Kind);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task After_a_provisional_response_an_INVITE_waits_without_an_end()
    {
        await using var stage = new CallStage();
        stage.Respond(stage.Dial(), 100, "Trying");
        Assert.Empty(stage.SendingTimes(TimeSpan.FromSeconds(600)));
        Assert.Null(stage.End);
    }

    [Fact]
    public async Task A_refusal_is_acknowledged_each_time_it_comes_for_32_seconds()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        stage.Respond(invite, 486, "Busy Here");
        var ack = stage.Wire.TakeRequest("ACK");
        Assert.Equal(invite.Headers["Via"], ack.Headers["Via"]);
        Assert.Equal((invite.Uri, "1 ACK", "far"), (ack.Uri, ack.Headers["CSeq"], ack.ToTag));
        stage.Wait(31.9);
        stage.Respond(invite, 486, "Busy Here");
        stage.Wire.TakeRequest("ACK");
        stage.Wait(0.1);
        stage.Respond(invite, 486, "Busy Here");
        Assert.Empty(stage.Wire.Take());
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Another_request_is_sent_eleven_times_in_32_seconds_and_then_given_up()
    {
        await using var stage = new CallStage();
        var asking = stage.Agent.OptionsAsync(CancellationToken.None);
        stage.Wire.TakeRequest("OPTIONS");
        Assert.Equal(_copiesOfOthers, stage.SendingTimes(TimeSpan.FromSeconds(31.9)));
        stage.Wait(0.1);
        Assert.Equal(CallEndKind.Unanswered, (await Assert.ThrowsAsync<SipException>(() => asking)).Kind);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task After_a_provisional_response_another_request_is_sent_every_four_seconds()
    {
        await using var stage = new CallStage();
        var asking = stage.Agent.OptionsAsync(CancellationToken.None);
        var request = stage.Wire.TakeRequest("OPTIONS");
        stage.Respond(request, 100, "Trying");
        Assert.Equal([500, 4500, 8500], stage.SendingTimes(TimeSpan.FromSeconds(10)));
        stage.Respond(request, 200, "OK");
        Assert.Equal(new SipAnswer(200, "OK"), await asking);
        stage.Respond(request, 200, "OK");
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task What_cannot_leave_is_unreachable_at_once()
    {
        await using var stage = new CallStage();
        stage.Wire.IsCut = true;
        var call = stage.Agent.Call(new SipCallRequest { To = "1" }, stage.Media);
        stage.Wait(0);
        Assert.Equal(CallEndKind.Unreachable, (await call.Ended).Kind);
        Assert.Equal(CallEndKind.Unreachable, (await Refused(stage)).Kind);
        stage.Wire.IsCut = false;
        stage.AssertNothingIsLeft();

        static async Task<SipException> Refused(CallStage stage)
        {
            var asking = stage.Agent.OptionsAsync(CancellationToken.None);
            stage.Wait(0);
            return await Assert.ThrowsAsync<SipException>(() => asking);
        }
    }

    [Fact]
    public async Task A_port_that_is_shut_is_unreachable_where_one_copy_left_and_nothing_came_back()
    {
        await using var stage = new CallStage();
        stage.Dial();
        stage.Wire.Ear!.HearRefusal();
        Assert.Equal(CallEndKind.Unreachable, stage.End?.Kind);

        stage.Dial();
        stage.Wait(0.5);
        stage.Wire.Ear.HearRefusal();
        Assert.Null(stage.End);
        stage.Wait(31.5);
        Assert.Equal(CallEndKind.Unanswered, stage.End?.Kind);

        stage.Wire.Take();
        stage.Respond(stage.Dial(), 100, "Trying");
        stage.Wire.Ear.HearRefusal();
        Assert.Null(stage.End);
    }

    [Fact]
    public async Task A_request_of_the_far_side_s_is_answered_again_when_it_comes_again_for_32_seconds()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        var text = stage.Ask("INFO");
        var first = stage.Wire.TakeResponse(200).ToBytes();
        stage.Wait(31.9);
        stage.Wire.Hear(text);
        Assert.Equal(first, stage.Wire.TakeResponse(200).ToBytes());
        stage.Wait(0.2);
        stage.Wire.Hear(text);
        Assert.Equal(first, stage.Wire.TakeResponse(200).ToBytes());
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task An_accepted_INVITE_is_accepted_again_until_its_ACK_comes_else_the_call_is_lost(SipTransport transport)
    {
        await using var stage = new CallStage(transport);
        stage.DialAnswered();
        var invite = stage.Ask("INVITE", "Contact: <sip:far@192.0.2.1>\r\n", CallStage.Answer);
        stage.Wire.TakeResponse(200);
        Assert.Equal([500, 1500, 3500, 7500], stage.SendingTimes(TimeSpan.FromSeconds(8)));
        stage.Ask("ACK");
        if (transport == SipTransport.Udp)
        {
            stage.Wire.Hear(invite);
        }

        Assert.Empty(stage.SendingTimes(TimeSpan.FromSeconds(40)));

        stage.Ask("INVITE", "Contact: <sip:far@192.0.2.1>\r\n", CallStage.Answer);
        stage.Wait(31.9);
        Assert.Null(stage.End);
        stage.Wire.Take();
        stage.Wait(0.1);
        Assert.Equal(CallEndKind.Lost, stage.End?.Kind);
        stage.Respond(stage.Wire.TakeRequest("BYE"), 200, "OK");
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_refused_INVITE_of_the_far_side_s_is_refused_again_until_its_ACK_comes_and_the_call_goes_on()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        stage.Ask("INVITE", body: "v=0\r\nm=video 1 RTP/AVP 99\r\n", branch: "z9hG4bKx");
        stage.Wire.TakeResponse(488);
        Assert.Equal([500, 1500, 3500], stage.SendingTimes(TimeSpan.FromSeconds(4)));
        stage.Ask("ACK", branch: "z9hG4bKx");
        Assert.Empty(stage.SendingTimes(TimeSpan.FromSeconds(40)));

        stage.Ask("INVITE", body: "v=0\r\nm=video 1 RTP/AVP 99\r\n");
        stage.Wait(60);
        Assert.Null(stage.End);
    }

    [Fact]
    public async Task The_wire_is_kept_open_by_empty_lines()
    {
        await using var stage = new CallStage();
        stage.Wait(100);
        Assert.Equal(4, stage.Wire.Pings);
        Assert.Empty(stage.Wire.Take());
    }

    [Fact]
    public async Task A_response_goes_back_the_way_its_request_came()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        var elsewhere = new IPEndPoint(IPAddress.Parse("198.51.100.9"), 7777);
        stage.Ask("OPTIONS", from: elsewhere);
        Assert.Equal(elsewhere, stage.Wire.Sent[0].To);
        var response = stage.Wire.TakeResponse(200);
        Assert.EndsWith(";received=198.51.100.9;rport=7777", response.Headers["Via"], StringComparison.Ordinal);

        // Without rport: to the port that the Via names.
        stage.Wire.Hear("OPTIONS sip:a SIP/2.0\nVia: SIP/2.0/UDP a.example:5099;branch=z9hG4bKo\nFrom: <sip:a>;tag=1\nTo: <sip:b>\nCall-ID: z\nCSeq: 1 OPTIONS\n\n", elsewhere);
        Assert.Equal(new IPEndPoint(elsewhere.Address, 5099), stage.Wire.Sent[0].To);
        Assert.Equal(SipMethod.Allowed, stage.Wire.TakeResponse(200).Headers["Allow"]);
    }
}
