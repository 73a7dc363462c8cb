using System.Text;
using System.Text.Json.Nodes;
using Postrider.Channels.Voice;
using Postrider.Tests.Fuzz;
using Xunit;

namespace Postrider.Tests.Channels.Voice;

public sealed class StreamWordsTests
{
    private readonly StreamWords _words = new(new StreamStart("MZ1", "trunk", "call_1", new Dictionary<string, string> { ["to"] = "+4930222222" }));

    [Fact]
    public void Messages_have_the_shape_that_bots_know()
    {
        Assert.Equal("""{"event":"connected","protocol":"Call","version":"1.0.0"}""", Text(_words.Connected()));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"event":"start","sequenceNumber":"1","streamSid":"MZ1","start":{"streamSid":"MZ1","accountSid":"trunk","callSid":"call_1","tracks":["inbound"],
                "customParameters":{"to":"+4930222222"},"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1}}}
                """),
            JsonNode.Parse(Text(_words.Start()))));
        Assert.Equal("""{"event":"media","sequenceNumber":"2","media":{"track":"inbound","chunk":"3","timestamp":"40","payload":"f39/"},"streamSid":"MZ1"}""", Text(_words.Media([0x7f, 0x7f, 0x7f], 3)));
        Assert.Equal("""{"event":"dtmf","sequenceNumber":"3","dtmf":{"track":"inbound_track","digit":"5"},"streamSid":"MZ1"}""", Text(_words.Digit("5")));
        Assert.Equal("""{"event":"mark","sequenceNumber":"4","mark":{"name":"end"},"streamSid":"MZ1"}""", Text(_words.Mark("end")));
        Assert.Equal("""{"event":"stop","sequenceNumber":"5","stop":{"accountSid":"trunk","callSid":"call_1"},"streamSid":"MZ1"}""", Text(_words.Stop()));
    }

    [Fact]
    public void Orders_are_read()
    {
        Assert.Equal([0x7f, 0x7f, 0x7f], Assert.IsType<StreamOrder.Media>(Read("""{"event":"media","streamSid":"MZ1","media":{"payload":"f39/"}}""")).Sound);
        Assert.Equal(new StreamOrder.Mark("end"), Read("""{"event":"mark","mark":{"name":"end"}}"""));
        Assert.Equal(new StreamOrder.Clear(), Read("""{"event":"clear","streamSid":"MZ1"}"""));
        Assert.Equal(new StreamOrder.Press('#'), Read("""{"event":"dtmf","dtmf":{"digit":"#"}}"""));
        Assert.Equal(new StreamOrder.Transcript("callee", "Yes"), Read("""{"event":"transcript","who":"callee","text":" Yes "}"""));
        Assert.Equal(new StreamOrder.Stop(), Read("""{"event":"stop"}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("""{"event":"else"}""")]
    [InlineData("""{"event":7}""")]
    [InlineData("""{"event":"media"}""")]
    [InlineData("""{"event":"media","media":{"payload":"%%%"}}""")]
    [InlineData("""{"event":"media","media":{"payload":3}}""")]
    [InlineData("""{"event":"mark","mark":[]}""")]
    [InlineData("""{"event":"dtmf","dtmf":{"digit":"55"}}""")]
    [InlineData("""{"event":"transcript","who":"somebody","text":"x"}""")]
    [InlineData("""{"event":"transcript","who":"agent","text":"\ud800"}""")]
    public void What_is_not_known_is_passed_over(string message) => Assert.Null(Read(message));

    [Fact]
    public void Orders_of_any_kind_are_read_within_bounds() => Fuzzing.Run(
        [
            Encoding.UTF8.GetBytes("""{"event":"media","streamSid":"MZ1","media":{"payload":"f39/"}}"""), Encoding.UTF8.GetBytes("""{"event":"mark","mark":{"name":"end"}}"""),
            Encoding.UTF8.GetBytes("""{"event":"transcript","who":"callee","text":"Yes"}"""), Encoding.UTF8.GetBytes("""{"event":"dtmf","dtmf":{"digit":"#"}}"""),
        ],
        input =>
        {
            StreamOrder.TryRead(input, out _);
            return Task.CompletedTask;
        },
        [Encoding.UTF8.GetBytes("\"event\""), Encoding.UTF8.GetBytes("\\ud800"), Encoding.UTF8.GetBytes("{\"media\":")]);

    private static string Text(ReadOnlyMemory<byte> message) => Encoding.UTF8.GetString(message.Span);

    private static StreamOrder? Read(string message) => StreamOrder.TryRead(Encoding.UTF8.GetBytes(message), out var order) ? order : null;
}
