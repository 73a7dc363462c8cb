using Xunit;

namespace Postrider.Tests.Sip.Calling;

/// <summary>What comes without a call that it belongs to.</summary>
public sealed class StrangersTests
{
    [Theory]
    [InlineData("OPTIONS", 200)]
    [InlineData("INVITE", 480)]
    [InlineData("BYE", 481)]
    [InlineData("CANCEL", 481)]
    [InlineData("UPDATE", 481)]
    [InlineData("NOTIFY", 489)]
    [InlineData("REGISTER", 405)]
    [InlineData("MESSAGE", 405)]
    [InlineData("DANCE", 501)]
    public async Task A_request_is_answered_politely_and_not_remembered(string method, int code)
    {
        await using var stage = new CallStage();
        stage.Wire.Hear(Text(method));
        var response = stage.Wire.TakeResponse(code);
        Assert.NotNull(response.ToTag);
        stage.Wire.Hear(Text(method));
        Assert.Equal(response.ToBytes(), stage.Wire.TakeResponse(code).ToBytes());
        Assert.Equal(0, stage.Agent.Core.Open);
    }

    [Fact]
    public async Task An_ACK_and_a_response_to_nothing_are_passed_over()
    {
        await using var stage = new CallStage();
        stage.Wire.Hear(Text("ACK"));
        stage.Wire.Hear("SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKmade\nCSeq: 1 INVITE\n\n");
        stage.Wire.Hear("SIP/2.0 200 OK\nX: y\n\n");
        Assert.Empty(stage.Wire.Take());
    }

    [Theory]
    [InlineData("OPTIONS sip:a SIP/2.0\nX: y\n\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\nVia: nonsense\nCall-ID: a\nCSeq: 1 OPTIONS\n\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\nVia: SIP/2.0/UDP h\nCall-ID: a\nCSeq: 1 INVITE\n\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\nVia: SIP/2.0/UDP h\nCSeq: 1 OPTIONS\n\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\nVia: SIP/2.0/UDP h\nCall-ID: a\nCSeq: 4294967296 OPTIONS\n\n")]
    public async Task What_cannot_be_answered_is_not(string text)
    {
        await using var stage = new CallStage();
        stage.Wire.Hear(text);
        Assert.Empty(stage.Wire.Take());
    }

    [Fact]
    public async Task A_flood_is_answered_a_few_times_a_second()
    {
        await using var stage = new CallStage();
        for (var i = 0; i < 5000; i++)
        {
            stage.Wire.Hear(Text("OPTIONS", i));
        }

        Assert.Equal(200, stage.Wire.Take().Count);
        stage.Wait(1);
        stage.Wire.Hear(Text("OPTIONS"));
        stage.Wire.TakeResponse(200);
    }

    private static string Text(string method, int number = 0) =>
        $"{method} sip:a@192.0.2.10 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKs{number}\nFrom: <sip:b@c>;tag=1\nTo: <sip:a@b>\nCall-ID: s{number}\nCSeq: 1 {method}\n\n";
}
