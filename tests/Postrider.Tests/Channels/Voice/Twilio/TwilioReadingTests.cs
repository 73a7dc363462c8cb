using System.Text;
using Postrider.Calls;
using Postrider.Channels.Voice;
using Postrider.Channels.Voice.Twilio;
using Xunit;

namespace Postrider.Tests.Channels.Voice.Twilio;

/// <summary>What a carrier answers and says, as it should be and as it should not.</summary>
public sealed class TwilioReadingTests
{
    [Fact]
    public void A_refusal_is_told_with_its_code()
    {
        var answer = Read(400, """{"code":21211,"message":"The 'To' number is not valid.","more_info":"https://www.twilio.com/docs/errors/21211","status":400}""");
        Assert.Equal("carrier answered 400: The 'To' number is not valid. (21211)", answer.Detail("carrier"));
        Assert.Equal(CallOutcome.InvalidNumber, TwilioRefusal.Outcome(answer));
        Assert.False(answer.IsGood || answer.IsSignIn);
    }

    [Theory]
    [InlineData(401, "{}", true)]
    [InlineData(403, """{"code":20003}""", true)]
    [InlineData(403, """{"code":"20003"}""", false)]
    [InlineData(404, "", false)]
    public void A_wrong_sign_in_is_known(int status, string body, bool isSignIn) => Assert.Equal(isSignIn, Read(status, body).IsSignIn);

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("""{"sid":7}""")]
    [InlineData("""{"sid":"../Accounts"}""")]
    [InlineData("""{"sid":""}""")]
    [InlineData("""{"sid":"\ud800"}""")]
    public void An_answer_that_names_nothing_names_nothing(string body) => Assert.Null(Read(201, body).Sid);

    [Theory]
    [InlineData("""{"event":"start","start":{"streamSid":"MZ1","callSid":"CA1","mediaFormat":{"encoding":"audio/x-mulaw"}}}""", true)]
    [InlineData("""{"event":"start","streamSid":"MZ1","start":{"callSid":"CA1"}}""", true)]
    [InlineData("""{"event":"start","streamSid":"MZ1","start":{"callSid":"CA1","mediaFormat":{"encoding":"audio/l16"}}}""", false)]
    [InlineData("""{"event":"start","streamSid":"MZ1","start":{"callSid":"CA 1"}}""", false)]
    [InlineData("""{"event":"start","streamSid":"MZ1","start":[]}""", false)]
    [InlineData("""{"event":"start","start":{"callSid":"CA1"}}""", false)]
    [InlineData("""{"event":"connected"}""", false)]
    [InlineData("""{"event":"\ud800"}""", false)]
    [InlineData("{", false)]
    [InlineData("", false)]
    public void A_stream_begins_with_both_its_names(string message, bool isStart) => Assert.Equal(isStart, TwilioStart.TryRead(Encoding.UTF8.GetBytes(message), out _));

    [Theory]
    [InlineData("completed", null, CallOutcome.Failed, null)]
    [InlineData("completed", GivenUp.Operator, CallOutcome.Completed, CallEnder.Operator)]
    [InlineData("canceled", GivenUp.RingTimeout, CallOutcome.NoAnswer, CallEnder.Limit)]
    [InlineData("canceled", GivenUp.Stopped, CallOutcome.Canceled, CallEnder.Operator)]
    [InlineData("busy", GivenUp.Operator, CallOutcome.Busy, CallEnder.Callee)]
    [InlineData("no-answer", GivenUp.RingTimeout, CallOutcome.NoAnswer, CallEnder.Limit)]
    public void An_end_before_the_talk_depends_on_who_wanted_it(string status, object? why, string outcome, string? endedBy)
    {
        var ending = new TwilioEnd(status, null).Ending((GivenUp?)why, "carrier");
        Assert.Equal((outcome, endedBy), (ending.Outcome, ending.EndedBy));
    }

    [Fact]
    public void Noise_is_read_without_a_fault()
    {
        var random = new Random(11);
        var seed = """{"event":"start","sequenceNumber":"1","start":{"streamSid":"MZ1","callSid":"CA1","mediaFormat":{"encoding":"audio/x-mulaw"}},"sid":"CA1","code":21211}"""u8.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var noise = seed.ToArray();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                noise[random.Next(noise.Length)] = (byte)random.Next(256);
            }

            var piece = noise.AsMemory(0, random.Next(noise.Length + 1));
            _ = TwilioStart.TryRead(piece, out _);
            Assert.True(TwilioAnswer.Read(200, piece).Sid is null or { Length: > 0 });
        }
    }

    private static TwilioAnswer Read(int status, string body) => TwilioAnswer.Read(status, Encoding.UTF8.GetBytes(body));
}
