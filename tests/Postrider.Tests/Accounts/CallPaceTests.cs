using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Xunit;

namespace Postrider.Tests.Accounts;

public sealed class CallPaceTests
{
    private static readonly AccountKind _kind = new()
    {
        Name = "trunk",
        Title = "Trunk",
        Channels = [Channel.Voice],
        Settings = [new KindSetting(CallPace.MaxConcurrent, SettingType.Number, "…"), new KindSetting(CallPace.CallsPerSecond, SettingType.Number, "…")],
        HandOverLimit = TimeSpan.FromSeconds(5),
        AbsenceCertainAfter = TimeSpan.Zero,
        Deadline = TimeSpan.FromSeconds(90),
    };

    [Fact]
    public void Most_calls_at_once_are_the_kinds_setting_ten_unless_set()
    {
        Assert.Equal(10, CallPace.Most(_kind, Voice([])));
        Assert.Equal(25, CallPace.Most(_kind, Voice(new JsonObject { ["max_concurrent"] = 25 })));
        Assert.Equal(1000, CallPace.Most(_kind, Voice(new JsonObject { ["max_concurrent"] = 99_999 })));
        Assert.Null(CallPace.Most(_kind with { Settings = [] }, Voice([])));
        Assert.Null(CallPace.Most(_kind, Voice([]) with { Channel = Channel.Email }));
    }

    [Theory]
    [InlineData("1", 1_000_000)]
    [InlineData("20", 50_000)]
    [InlineData("3", 333_334)]
    [InlineData("0.5", 2_000_000)]
    [InlineData("1e9", 1)]
    public void Gap_between_starts_is_its_part_of_the_second_and_never_less(string perSecond, int microseconds) =>
        Assert.Equal(TimeSpan.FromMicroseconds(microseconds), CallPace.StartGap(Voice(JsonNode.Parse($"{{\"calls_per_second\":{perSecond}}}")!.AsObject())));

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"calls_per_second\":0}")]
    [InlineData("{\"calls_per_second\":-3}")]
    [InlineData("{\"calls_per_second\":null}")]
    [InlineData("{\"calls_per_second\":\"20\"}")]
    public void Without_the_setting_there_is_no_gap(string settings) => Assert.Null(CallPace.StartGap(Voice(JsonNode.Parse(settings)!.AsObject())));

    [Fact]
    public void Mail_has_no_gap_between_an_accounts_starts() =>
        Assert.Null(CallPace.StartGap(Voice(new JsonObject { ["calls_per_second"] = 1 }) with { Channel = Channel.Email }));

    private static Account Voice(JsonObject settings) => new() { Workspace = new WorkspaceId(1), AccountId = "a", Kind = "trunk", Channel = Channel.Voice, Name = "A", Settings = settings };
}
