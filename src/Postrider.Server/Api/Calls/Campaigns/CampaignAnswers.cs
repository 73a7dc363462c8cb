using System.Globalization;
using System.Text.Json;
using Postrider.Campaigns;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Answers to whoever handed in numbers: the campaign, what was wrong with rows, and how many calls remain.</summary>
internal sealed class CampaignAnswers(ICampaignStore campaigns, CampaignOutlook outlook, ICallAllowanceStore allowances, CallsSettings settings)
{
    /// <summary>The campaign was made, be it by this request or by an earlier one with its key.</summary>
    public async Task MadeAsync(HttpContext context, Campaign campaign)
    {
        var rejected = new List<RejectedRow>();
        await foreach (var row in campaigns.ReadRejectedAsync(campaign.Workspace, campaign.CampaignId, context.RequestAborted))
        {
            rejected.Add(row);
            if (rejected.Count == CampaignTally.MostShown)
            {
                break;
            }
        }

        context.Response.Headers.Location = $"/v1/outbound-jobs/{campaign.Id}";
        await AnswerAsync(context, StatusCodes.Status201Created, campaign, null, rejected);
    }

    /// <summary>The campaign has further numbers.</summary>
    public Task GrownAsync(HttpContext context, Campaign campaign, CampaignTally tally) => AnswerAsync(context, StatusCodes.Status200OK, campaign, tally, tally.Rejected);

    private async Task AnswerAsync(HttpContext context, int status, Campaign campaign, CampaignTally? tally, IReadOnlyList<RejectedRow> rejected)
    {
        var shown = await outlook.ShowAsync(campaign, context.RequestAborted);
        var (allowance, now) = await allowances.ReadAsync(campaign.Workspace, context.RequestAborted);
        await CallsAnswer.ItemAsync(context, status, shown, CampaignWire.Write, writer =>
        {
            if (tally is not null)
            {
                WriteTally(writer, tally);
            }

            WriteRejected(writer, rejected);
            if (settings.RemainingAsText)
            {
                writer.WriteString("calls_remaining"u8, allowance.Remaining(now).ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                writer.WriteNumber("calls_remaining"u8, allowance.Remaining(now));
            }
        });
    }

    private static void WriteTally(Utf8JsonWriter writer, CampaignTally tally)
    {
        writer.WriteStartObject("added"u8);
        writer.WriteNumber("accepted"u8, tally.Accepted);
        writer.WriteNumber("duplicate"u8, tally.Duplicate);
        writer.WriteNumber("invalid"u8, tally.Invalid);
        writer.WriteNumber("suppressed"u8, tally.Suppressed);
        writer.WriteNumber("over_allowance"u8, tally.OverAllowance);
        writer.WriteEndObject();
    }

    private static void WriteRejected(Utf8JsonWriter writer, IReadOnlyList<RejectedRow> rejected)
    {
        writer.WriteStartArray("rejected"u8);
        foreach (var row in rejected)
        {
            writer.WriteStartObject();
            writer.WriteNumber("row"u8, row.Row);
            writer.WriteString("number"u8, row.Number);
            writer.WriteString("reason"u8, row.Reason);
            writer.WriteString("detail"u8, row.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
