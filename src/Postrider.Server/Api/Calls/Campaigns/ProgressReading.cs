using System.Buffers;
using System.Security.Cryptography;
using Postrider.Campaigns;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Looks at campaigns for those who watch them.</summary>
internal sealed class ProgressReading(ICampaignStore campaigns, CampaignOutlook outlook)
{
    private const int IdBytes = 12;

    public async Task<Progress?> LookAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) =>
        await campaigns.FindAsync(workspace, campaignId, cancellationToken) is { } campaign ? Show(await outlook.ShowAsync(campaign, cancellationToken)) : null;

    internal static Progress Show(ShownCampaign shown)
    {
        var campaign = shown.Campaign;

        // The expected end moves with the clock where nothing else does.
        var id = Convert.ToHexStringLower(SHA256.HashData(Write(shown with { Ends = null })).AsSpan(0, IdBytes));
        return new Progress(id, Write(shown).ToArray(), campaign.State, campaign.State.IsOver() && campaign.Counts.Done >= campaign.Counts.Accepted);
    }

    private static ReadOnlySpan<byte> Write(ShownCampaign shown)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        var writer = AnswerWriter.Rent(bytes);
        writer.WriteStartObject();
        CampaignWire.Write(writer, shown);
        writer.WriteEndObject();
        AnswerWriter.Return(writer);
        return bytes.WrittenSpan;
    }
}
