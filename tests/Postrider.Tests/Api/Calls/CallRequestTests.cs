using System.Text.Json;
using Postrider.Server.Api;
using Postrider.Server.Api.Calls;
using Xunit;

namespace Postrider.Tests.Api.Calls;

public sealed class CallRequestTests
{
    [Theory]
    [InlineData("""{"to":"+14155550100"}""", "agent_id_required")]
    [InlineData("""{"agentId":5,"to":"+14155550100"}""", "agent_id_required")]
    [InlineData("""{"agentId":"","to":"+14155550100"}""", "agent_id_required")]
    [InlineData("""{"agentId":"a"}""", "invalid_phone_number")]
    [InlineData("""{"agentId":"a","to":14155550100}""", "invalid_phone_number")]
    [InlineData("""{"agentId":"a","to":"4155550100"}""", "invalid_phone_number")]
    [InlineData("""{"agentId":"a","to":"+9991234567"}""", "invalid_phone_number")]
    [InlineData("""{"agentId":"a","to":"+14155550100","trigger":7}""", "invalid_trigger")]
    [InlineData("""{"agentId":"a","to":"+14155550100","metadata":[]}""", "invalid_metadata")]
    [InlineData("""{"agentId":"a","to":"+14155550100","metadata":"a"}""", "invalid_metadata")]
    [InlineData("""{"agentId":"a","to":"+14155550100","metadata":{"a":{}}}""", "invalid_metadata")]
    [InlineData("""{"agentId":"a","to":"+14155550100","metadata":{"a":[1]}}""", "invalid_metadata")]
    [InlineData("""{"agentId":"a","to":"+14155550100","initial_silence_timeout":-1}""", "invalid_initial_silence_timeout")]
    [InlineData("""{"agentId":"a","to":"+14155550100","initial_silence_timeout":60001}""", "invalid_initial_silence_timeout")]
    [InlineData("""{"agentId":"a","to":"+14155550100","initial_silence_timeout":0.5}""", "invalid_initial_silence_timeout")]
    [InlineData("""{"agentId":"a","to":"+14155550100","initial_silence_timeout":1e400}""", "invalid_initial_silence_timeout")]
    [InlineData("""{"agentId":"a","to":"+14155550100","initial_silence_timeout":"soon"}""", "invalid_initial_silence_timeout")]
    [InlineData("""{"agentId":"a","to":"+14155550100","initial_silence_timeout":"NaN"}""", "invalid_initial_silence_timeout")]
    [InlineData("""{"agentId":"a","to":"+14155550100","initial_silence_timeout":true}""", "invalid_initial_silence_timeout")]
    public void A_fault_is_told_by_its_code(string body, string code) => Assert.Equal(code, Read(body).Fault?.Code);

    [Theory]
    [InlineData("5000", 5000)]
    [InlineData("\"5000\"", 5000)]
    [InlineData("\"0\"", 0)]
    [InlineData("60000", 60000)]
    [InlineData("1e3", 1000)]
    [InlineData("null", null)]
    public void A_limit_of_silence_is_a_number_or_its_text(string value, int? milliseconds)
    {
        var (request, fault) = Read($$"""{"agentId":"a","to":"+14155550100","initial_silence_timeout":{{value}}}""");
        Assert.Null(fault);
        Assert.Equal(milliseconds, request.InitialSilence);
    }

    [Fact]
    public void The_longest_metadata_passes_and_a_byte_more_does_not()
    {
        var most = new string('a', (16 * 1024) - """{"a":""}""".Length);
        Assert.Null(Read($$$"""{"agentId":"a","to":"+14155550100","metadata":{"a":"{{{most}}}"}}""").Fault);
        Assert.Equal("invalid_metadata", Read($$$"""{"agentId":"a","to":"+14155550100","metadata":{"a":"{{{most}}}a"}}""").Fault?.Code);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("sales", "sales")]
    public void An_empty_trigger_is_none(string given, string? trigger)
    {
        var (request, fault) = Read($$$"""{"agentId":"a","to":"+14155550100","trigger":"{{{given}}}","metadata":{"text":"b","number":1.5,"yes":true,"no":false,"nothing":null}}""");
        Assert.Null(fault);
        Assert.Equal(("a", "+14155550100", trigger), (request.AgentId, request.To, request.Trigger));
    }

    private static (CallRequest Request, ApiError? Fault) Read(string body)
    {
        ApiError? fault = null;
        var request = CallRequest.Read(JsonDocument.Parse(body).RootElement, ref fault);
        return (request, fault);
    }
}
