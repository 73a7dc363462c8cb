using System.Text.Json;
using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Storage;

namespace Postrider.Testing.Engine;

/// <summary>Campaigns on the sandbox's carrier, without a dialect around them.</summary>
public static class CampaignHouse
{
    /// <summary>Calls at any hour, as fast as may be.</summary>
    public static CampaignSettings Settings { get; } = new()
    {
        Name = "Test",
        Spacing = TimeSpan.FromMilliseconds(100),
        MaxConcurrent = 1000,
        Hours = new CallHours(new SendWindow(Enum.GetValues<DayOfWeek>().ToHashSet(), TimeOnly.MinValue, TimeOnly.MinValue), "UTC"),
    };

    /// <summary>A draft with these numbers.</summary>
    public static async Task<Campaign> MakeCampaignAsync(this TestNode node, Account account, IEnumerable<string> numbers, CampaignSettings? settings = null, CallPlan? plan = null)
    {
        var store = node.Get<ICampaignStore>();
        var campaign = new NewCampaign
        {
            Workspace = account.Workspace,
            CampaignId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            AgentId = CallHouse.AgentId,
            AccountId = account.AccountId,
            Plan = plan ?? CallHouse.Plan,
            Settings = settings ?? Settings,
        };
        await store.CreateAsync(campaign, CancellationToken.None);
        foreach (var chunk in numbers.Chunk(500))
        {
            await node.AcceptAllAsync([.. chunk.Select(number => Call(account, campaign.CampaignId, number))]);
        }

        await store.OpenAsync(account.Workspace, campaign.CampaignId, CancellationToken.None);
        return (await store.FindAsync(account.Workspace, campaign.CampaignId, CancellationToken.None))!;
    }

    /// <summary>A call of a campaign; its number's last two digits choose how it goes.</summary>
    public static NewJob Call(Account account, Guid campaignId, string to, string zones = "") => new()
    {
        Workspace = account.Workspace,
        Lane = LaneName.Campaign(campaignId),
        AccountId = account.AccountId,
        Channel = Channel.Voice,
        Action = JobAction.Call,
        Address = RecipientAddress.Phone(to)!,
        Gap = TimeSpan.Zero,
        Call = new NewCall(CallHouse.AgentId) { CampaignId = campaignId, Zones = zones },
        Body = new JobBody { Recipient = new JobRecipient { Phone = to }, Content = new JobContent(), Metadata = JsonSerializer.SerializeToElement(new { name = "Alex" }) }.ToBytes(),
    };

    public static async Task<Campaign> FindAsync(this TestNode node, Campaign campaign) =>
        (await node.Get<ICampaignStore>().FindAsync(campaign.Workspace, campaign.CampaignId, CancellationToken.None))!;

    public static Task<CampaignMove> StartAsync(this TestNode node, Campaign campaign, DateTimeOffset? at = null) =>
        node.Get<ICampaignStore>().StartAsync(campaign.Workspace, campaign.CampaignId, CallHouse.Plan, at, CancellationToken.None);

    public static Task<Campaign> WhenOverAsync(this TestNode node, Campaign campaign, TimeSpan? patience = null) =>
        Eventually.SeesAsync(() => node.FindAsync(campaign), seen => seen.State.IsOver(), "the campaign is over", patience ?? TimeSpan.FromMinutes(3));

    public static async Task<List<CallView>> CallsAsync(this TestNode node, Campaign campaign)
    {
        var calls = new List<CallView>();
        await foreach (var call in node.Get<ICampaignStore>().ReadCallsAsync(campaign.Workspace, campaign.CampaignId, CancellationToken.None))
        {
            calls.Add(call);
        }

        return calls;
    }

    /// <summary>+49 30, a place of its own, then the two digits that choose how the call goes.</summary>
    public static string Number(int place, int fate = 0) => $"+4930{place:00000}{fate:00}";
}
