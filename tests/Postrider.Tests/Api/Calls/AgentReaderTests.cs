using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Calls;
using Postrider.Jobs;
using Postrider.Server.Api.Actions;
using Postrider.Server.Api.Calls.Agents;
using Xunit;

namespace Postrider.Tests.Api.Calls;

public sealed class AgentReaderTests
{
    private static readonly Dictionary<long, JobAttachment> _recordings = new() { [7] = new JobAttachment("a.wav", "audio/wav", "ab", 10) };

    [Fact]
    public void What_was_read_is_written_as_it_was_given()
    {
        const string body = """
            {
              "name": "Sales", "account_id": "sandbox_voice", "caller_id": "+14155550111",
              "tasks": [
                { "trigger": "sales", "default": true, "greeting": "Hello {{name}}",
                  "steps": [
                    { "say": "One" }, { "play": 7 }, { "pause_seconds": 0.5 },
                    { "ask": "Which?", "timeout_seconds": 4, "digits": { "1": [ { "hangup": true } ], "#": [] }, "otherwise": [ { "opt_out": "Bye" } ] },
                    { "opt_out": true } ],
                  "opt_out_digit": "9" },
                { "trigger": "other", "default": false, "greeting": "Hi", "steps": [], "opt_out_digit": null } ],
              "record": true, "max_duration_seconds": 60, "ring_timeout_seconds": 20, "initial_silence_timeout": 5000,
              "voicemail": "leave_message", "voicemail_message": "Later", "voice": "en-us", "stream_url": "wss://agent.example.com/voice?a=1"
            }
            """;
        var (settings, faults) = Read(body);
        Assert.Empty(faults);
        var written = Write(settings);
        foreach (var name in new[] { "id", "created_at", "updated_at" })
        {
            Assert.True(written.Remove(name));
        }

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), written), written.ToJsonString());
    }

    [Fact]
    public void Switches_and_numbers_may_be_text_and_what_is_left_out_has_its_default()
    {
        var (settings, faults) = Read("""{"name":"A","account_id":"v","record":"true","max_duration_seconds":"60","tasks":[{"default":"True","greeting":"Hi","opt_out_digit":9,"steps":[{"pause_seconds":"1.5"},{"play":"7"},{"hangup":"true"}]}]}""");
        Assert.Empty(faults);
        Assert.Equal((true, 60, 30, 0, VoicemailAction.Continue), (settings.Record, settings.MaxDurationSeconds, settings.RingTimeoutSeconds, settings.InitialSilenceMilliseconds, settings.Voicemail));
        var script = Assert.Single(settings.Scripts);
        Assert.Equal("9", script.OptOutDigit);
        Assert.Equal([new CallStep.Pause(1.5), new CallStep.Play("ab", "a.wav", 7), new CallStep.HangUp()], script.Steps);
    }

    [Theory]
    [InlineData("""{}""", "/name /account_id /tasks")]
    [InlineData("""{"name":5,"account_id":"","tasks":[]}""", "/name /account_id /tasks")]
    [InlineData("""{"name":"A","account_id":"v","tasks":{}}""", "/tasks")]
    [InlineData("""{"name":"A","account_id":"v","tasks":[5]}""", "/tasks/0 /tasks/0/greeting /tasks/0/trigger")]
    [InlineData("""{"name":"A","account_id":"v","tasks":[{"greeting":"Hi"}]}""", "/tasks/0/trigger")]
    [InlineData("""{"name":"A","account_id":"v","tasks":[{"default":true}]}""", "/tasks/0/greeting")]
    [InlineData("""{"name":"A","account_id":"v","tasks":[{"default":true,"greeting":"Hi"},{"default":true,"greeting":"Hi"}]}""", "/tasks/1/default")]
    [InlineData("""{"name":"A","account_id":"v","tasks":[{"trigger":"a","greeting":"Hi"},{"trigger":"a","greeting":"Hi"}]}""", "/tasks/1/trigger")]
    [InlineData("""{"name":"A\nB","account_id":"v","tasks":[{"default":true,"greeting":"Hi"}]}""", "/name")]
    public void An_agent_s_faults_are_told_with_their_paths(string body, string pointers) => Assert.Equal(pointers, Pointers(body));

    [Theory]
    [InlineData("\"caller_id\":\"sip:alex@example.com\"", "/caller_id")]
    [InlineData("\"caller_id\":\"a b\"", "/caller_id")]
    [InlineData("\"caller_id\":\"alex\\r\\nFrom: b\"", "/caller_id")]
    [InlineData("\"record\":\"maybe\"", "/record")]
    [InlineData("\"max_duration_seconds\":7201", "/max_duration_seconds")]
    [InlineData("\"ring_timeout_seconds\":0", "/ring_timeout_seconds")]
    [InlineData("\"initial_silence_timeout\":60001", "/initial_silence_timeout")]
    [InlineData("\"voicemail\":\"shout\"", "/voicemail")]
    [InlineData("\"voicemail_message\":\"Later\"", "/voicemail_message")]
    [InlineData("\"stream_url\":\"https://agent.example.com/\"", "/stream_url")]
    [InlineData("\"stream_url\":\"wss://user:secret@agent.example.com/\"", "/stream_url")]
    [InlineData("\"stream_url\":\"wss:///voice\"", "/stream_url")]
    [InlineData("\"stream_url\":\"agent\"", "/stream_url")]
    public void A_member_out_of_bounds_is_told(string member, string place) =>
        Assert.Equal(place, Pointers($$"""{"name":"A","account_id":"v","tasks":[{"default":true,"greeting":"Hi"}],{{member}}}"""));

    [Theory]
    [InlineData("""{}""", "")]
    [InlineData("""{"shout":"Hi"}""", "")]
    [InlineData("""{"say":"Hi","hangup":true}""", "")]
    [InlineData("""{"say":5}""", "/say")]
    [InlineData("""{"say":" "}""", "/say")]
    [InlineData("""{"play":8}""", "/play")]
    [InlineData("""{"play":"a.wav"}""", "/play")]
    [InlineData("""{"pause_seconds":0}""", "/pause_seconds")]
    [InlineData("""{"pause_seconds":1e400}""", "/pause_seconds")]
    [InlineData("""{"hangup":false}""", "/hangup")]
    [InlineData("""{"opt_out":false}""", "/opt_out")]
    [InlineData("""{"ask":"A?"}""", "/digits")]
    [InlineData("""{"ask":"A?","digits":{}}""", "/digits")]
    [InlineData("""{"ask":"A?","digits":{"10":[]}}""", "/digits/10 /digits")]
    [InlineData("""{"ask":"A?","digits":{"1":5}}""", "/digits/1")]
    [InlineData("""{"ask":"A?","digits":{"1":[{"say":""}]}}""", "/digits/1/0/say")]
    [InlineData("""{"ask":"A?","timeout_seconds":61,"digits":{"1":[]},"otherwise":[5]}""", "/timeout_seconds /otherwise/0 /otherwise/0")]
    public void A_step_s_faults_are_told_with_their_paths(string step, string pointers) =>
        Assert.Equal(string.Join(' ', pointers.Split(' ').Select(pointer => $"/tasks/0/steps/0{pointer}")), Pointers(WithSteps($"[{step}]")));

    [Fact]
    public void Steps_are_counted_through_all_branches_and_texts_have_an_end()
    {
        Assert.Equal("", Pointers(WithSteps(Many(100))));
        Assert.Equal("/tasks/0/steps", Pointers(WithSteps(Many(101))));
        Assert.Equal("/tasks/0/steps/0/otherwise", Pointers(WithSteps($$"""[{"ask":"A?","digits":{"1":{{Many(50)}}},"otherwise":{{Many(50)}}}]""")));
        Assert.Equal("", Pointers(WithSteps($$"""[{"say":"{{new string('a', 2000)}}"}]""")));
        Assert.Equal("/tasks/0/steps/0/say", Pointers(WithSteps($$"""[{"say":"{{new string('a', 2001)}}"}]""")));
    }

    [Fact]
    public void Questions_are_nested_five_deep_and_no_deeper()
    {
        Assert.Equal("", Pointers(WithSteps(Nested(4))));
        Assert.EndsWith("/digits/1", Pointers(WithSteps(Nested(5))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_digit_that_opts_out_answers_no_question() =>
        Assert.Equal("/tasks/0/opt_out_digit", Pointers("""{"name":"A","account_id":"v","tasks":[{"default":true,"greeting":"Hi","opt_out_digit":"9","steps":[{"ask":"A?","digits":{"9":[]}}]}]}"""));

    [Fact]
    public void Recordings_are_found_wherever_they_are_named() =>
        Assert.Equal([1, 2, 3], AgentReader.Recordings(JsonDocument.Parse("""{"tasks":[{"steps":[{"play":1},{"ask":"A?","digits":{"1":[{"play":"2"}]},"otherwise":[{"play":3},{"play":1},{"play":"x"}]}]}]}""").RootElement));

    private static string Many(int count) => $"[{string.Join(',', Enumerable.Repeat("""{"say":"A"}""", count))}]";

    private static string Nested(int depth) => depth == 0 ? """[{"say":"A"}]""" : $$$"""[{"ask":"A?","digits":{"1":{{{Nested(depth - 1)}}}}}]""";

    private static string WithSteps(string steps) => $$"""{"name":"A","account_id":"v","tasks":[{"default":true,"greeting":"Hi","steps":{{steps}}}]}""";

    private static string Pointers(string body) => string.Join(' ', Read(body).Faults.Select(fault => fault.Pointer.TrimEnd('/')));

    private static (AgentSettings Settings, IReadOnlyList<FieldFault> Faults) Read(string body)
    {
        var fields = new Fields(JsonDocument.Parse(body).RootElement, isLenient: true);
        return (AgentReader.Read(fields, _recordings), fields.Faults);
    }

    private static JsonObject Write(AgentSettings settings)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            AgentWire.Write(writer, new VoiceAgent("agent_1", settings, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch));
            writer.WriteEndObject();
        }

        return JsonNode.Parse(Encoding.UTF8.GetString(stream.ToArray()))!.AsObject();
    }
}
