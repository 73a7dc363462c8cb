using System.Text.Json.Nodes;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>A callee who is gone in the midst of the call, without a word.</summary>
public sealed class PlacedVanishingTests(PlacedCalls calls)
{
    [Fact]
    public async Task A_callee_who_vanishes_is_taken_for_lost()
    {
        await using var phone = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().ReceiveBye(), new SippOptions { Echo = true });
        var task = new JsonObject { ["greeting"] = "Hello.", ["steps"] = new JsonArray(new JsonObject { ["pause_seconds"] = 60 }) };
        var id = await calls.PlaceAsync(phone.Port, task: task);
        await calls.WhenSaidAsync(id, "Hello.");
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
        await phone.VanishAsync();
        var call = await calls.WhenEndedAsync(id);
        Assert.Equal(("completed", (string?)null), ((string)call["outcome"]!, (string?)call["ended_by"]));
        Assert.NotEmpty(call["warnings"]!.AsArray());
        Assert.InRange((double)call["talk_seconds"]!, 0.4, 30);
    }
}
