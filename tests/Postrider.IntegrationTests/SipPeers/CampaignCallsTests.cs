using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Postrider.IntegrationTests.Actions;
using Postrider.IntegrationTests.Promises;
using Postrider.Testing.Engine;
using Postrider.Testing.Server;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>A campaign through a real trunk, alone on the machine, since two clocks are compared: what the report tells is what the far side's own log has. POSTRIDER_CAMPAIGN_CALLS asks for more calls.</summary>
[Collection(Alone.Name)]
public sealed partial class CampaignCallsTests(PlacedCalls calls, ITestOutputHelper output)
{
    private const int AtOnce = 10;
    private const double Spacing = 0.2;

    [Fact]
    public async Task Report_tells_the_talk_seconds_that_the_far_side_saw()
    {
        // The first call of a process is compiled while it goes on.
        await using (var first = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().ReceiveBye().Confirm()))
        {
            await calls.WhenEndedAsync(await calls.PlaceAsync(first.Port));
        }

        var count = int.Parse(Environment.GetEnvironmentVariable("POSTRIDER_CAMPAIGN_CALLS") ?? "30", CultureInfo.InvariantCulture);
        await using var callee = await SippPeer.StartAsync(
            new SippScenario().ReceiveCall().Respond(180, "Ringing").Accept().ReceiveBye().Confirm(), new SippOptions { Calls = count, Echo = true, MoreArguments = ["-l 50"] });
        var task = new JsonObject { ["greeting"] = "Hello.", ["steps"] = new JsonArray(new JsonObject { ["pause_seconds"] = 2 }) };
        var agent = await calls.MakeAgentAsync(callee.Port, task: task);
        var client = await calls.ClientAsync();
        var numbers = Enumerable.Range(0, count).Select(_ => calls.NextNumber()).ToArray();
        var made = await client.PostJsonAsync("/v1/outbound-jobs", new
        {
            name = "A hundred phones",
            agentId = agent,
            spacing_seconds = Spacing,
            max_concurrent = AtOnce,
            window = new { from = "00:00", to = "24:00" },
            announce = false,
            start = true,
            calls = numbers.Select(to => new { to }),
        });
        made.Came(201);
        var campaign = (string)made.Item["id"]!;
        var over = (await Eventually.SeesAsync(
            () => client.GetJsonAsync($"/v1/outbound-jobs/{campaign}"), answer => (string?)answer.Item["state"] == "completed", "the campaign is over", TimeSpan.FromSeconds(60 + (count * 0.5)))).Item;
        await callee.SucceedAsync();

        Assert.Equal((count, count), ((int)over["done"]!, (int)over["outcomes"]!["completed"]!));
        var talked = await ReportAsync(client, campaign);
        var seen = Seen(callee.Messages);
        Assert.Equal(count, talked.Count);
        Assert.Equal(count, seen.Count);
        var off = talked.Select(call => Math.Abs(call.Value - seen[call.Key].TalkSeconds)).ToArray();
        var starts = seen.Values.Select(call => call.InvitedAt).Order().ToArray();
        var most = starts.Max(at => seen.Values.Count(call => call.InvitedAt <= at && call.EndedAt > at));
        Assert.InRange(most, 2, AtOnce);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} calls in {(starts[^1] - starts[0]).TotalSeconds:0.0} s, at most {most} at once; talk seconds differ from the far side's log by {off.Average():0.0000} s on average and {off.Max():0.0000} s at most; INVITEs at least {starts.Zip(starts.Skip(1), (one, next) => (next - one).TotalSeconds).Min():0.000} s apart"));
        Assert.All(off, seconds => Assert.InRange(seconds, 0, 0.1));
    }

    /// <summary>Talk seconds by number.</summary>
    private static async Task<Dictionary<string, double>> ReportAsync(HttpClient client, string campaign)
    {
        var lines = (await client.GetStringAsync($"/v1/outbound-jobs/{campaign}/report.csv")).TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(',')).ToArray();
        var (number, seconds) = (Array.IndexOf(lines[0], "number"), Array.IndexOf(lines[0], "talk_seconds"));
        return lines.Skip(1).ToDictionary(cells => cells[number], cells => double.Parse(cells[seconds], CultureInfo.InvariantCulture));
    }

    /// <summary>From the far side's log: when each number was invited, and how long it was from its 200 to the BYE.</summary>
    private static Dictionary<string, (DateTime InvitedAt, DateTime EndedAt, double TalkSeconds)> Seen(string log)
    {
        var (numbers, invited, answered, ended) = (new Dictionary<string, string>(), new Dictionary<string, DateTime>(), new Dictionary<string, DateTime>(), new Dictionary<string, DateTime>());
        foreach (var entry in log.Split("-----------------------------------------------", StringSplitOptions.RemoveEmptyEntries))
        {
            if (Moment().Match(entry) is not { Success: true } moment || CallIdLine().Match(entry) is not { Success: true } id)
            {
                continue;
            }

            var at = DateTime.Parse($"{moment.Groups[1].Value} {moment.Groups[2].Value}", CultureInfo.InvariantCulture);
            var call = id.Groups[1].Value.Trim();
            if (entry.Contains("message received", StringComparison.Ordinal) && Invite().Match(entry) is { Success: true } invite)
            {
                numbers.TryAdd(call, invite.Groups[1].Value);
                invited.TryAdd(call, at);
            }
            else if (entry.Contains("message sent", StringComparison.Ordinal) && entry.Contains("SIP/2.0 200", StringComparison.Ordinal) && entry.Contains("INVITE", StringComparison.Ordinal))
            {
                answered.TryAdd(call, at);
            }
            else if (entry.Contains("\nBYE ", StringComparison.Ordinal))
            {
                ended.TryAdd(call, at);
            }
        }

        return numbers.ToDictionary(entry => entry.Value, entry => (invited[entry.Key], ended[entry.Key], (ended[entry.Key] - answered[entry.Key]).TotalSeconds));
    }

    [GeneratedRegex(@"(\d{4}-\d\d-\d\d)\s+(\d\d:\d\d:\d\d\.\d+)")]
    private static partial Regex Moment();

    [GeneratedRegex(@"Call-ID:([^\r\n]+)", RegexOptions.IgnoreCase)]
    private static partial Regex CallIdLine();

    [GeneratedRegex(@"INVITE sip:(\+\d+)@")]
    private static partial Regex Invite();
}
