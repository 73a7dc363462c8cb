using System.Text.Json.Nodes;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>A call that is answered and from which no sound ever comes.</summary>
public sealed class PlacedDeafTests(PlacedCalls calls)
{
    [Fact]
    public async Task A_call_without_sound_has_failed_and_says_why()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().ReceiveBye());
        var task = new JsonObject { ["greeting"] = "Hello.", ["steps"] = new JsonArray(new JsonObject { ["pause_seconds"] = 60 }) };
        var call = await calls.WhenEndedAsync(await calls.PlaceAsync(callee.Port, task: task));
        await callee.SucceedAsync();
        Assert.Equal(("failed", (string?)null), ((string)call["outcome"]!, (string?)call["ended_by"]));
        Assert.InRange((double)call["talk_seconds"]!, 9, 16);
        Assert.Contains("sound", (string)call["sip_reason"]!, StringComparison.OrdinalIgnoreCase);
    }
}
