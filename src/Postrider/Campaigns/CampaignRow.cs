namespace Postrider.Campaigns;

/// <summary>A row that was read: a number to call, or why it is none.</summary>
public readonly record struct CampaignRow(CampaignNumber? Number, RejectedRow? Rejected)
{
    public static implicit operator CampaignRow(CampaignNumber number) => new(number, null);

    public static implicit operator CampaignRow(RejectedRow rejected) => new(null, rejected);
}
