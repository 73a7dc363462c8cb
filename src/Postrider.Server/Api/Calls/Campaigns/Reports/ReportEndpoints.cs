using Microsoft.Net.Http.Headers;
using Postrider.Access;
using Postrider.Campaigns;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>What came of a campaign: tables of its calls and of the rows that were not taken, and a page for people.</summary>
internal sealed class ReportEndpoints(ICampaignStore campaigns, IAgentStore agents)
{
    public static void Map(IEndpointRouteBuilder group, CallsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<ReportEndpoints>(group.ServiceProvider);
        group.MapGet("/outbound-jobs/{id}/report.csv", gate.Require(Scopes.CallsRead, endpoints.Calls));
        group.MapGet("/outbound-jobs/{id}/report.html", gate.Require(Scopes.CallsRead, endpoints.Page));
        group.MapGet("/outbound-jobs/{id}/rejected.csv", gate.Require(Scopes.CallsRead, endpoints.Rejected));
    }

    private async Task<Campaign?> FindAsync(HttpContext context, Caller caller)
    {
        var campaign = CampaignId.Parse((string?)context.Request.RouteValues["id"] ?? "") is { } id ? await campaigns.FindAsync(caller.WorkspaceId, id, context.RequestAborted) : null;
        if (campaign is null or { State: CampaignState.Gathering })
        {
            await CallsAnswer.ErrorAsync(context, CampaignErrors.NotFound);
            return null;
        }

        return campaign;
    }

    private async Task Calls(HttpContext context, Caller caller)
    {
        if (await FindAsync(context, caller) is { } campaign)
        {
            var aborted = context.RequestAborted;
            var columns = await MetadataColumns.OfAsync(ReadCalls(campaign, aborted), ReportCsv.Columns, aborted);
            await ReportCsv.WriteAsync(Begin(context, campaign, "report"), columns, ReadCalls(campaign, aborted), aborted);
        }
    }

    private async Task Rejected(HttpContext context, Caller caller)
    {
        if (await FindAsync(context, caller) is { } campaign)
        {
            await ReportCsv.WriteAsync(Begin(context, campaign, "rejected"), campaigns.ReadRejectedAsync(campaign.Workspace, campaign.CampaignId, context.RequestAborted), context.RequestAborted);
        }
    }

    private async Task Page(HttpContext context, Caller caller)
    {
        if (await FindAsync(context, caller) is not { } campaign)
        {
            return;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(campaign.Settings.Hours.TimeZone);
        var tally = new Tally(zone);
        await foreach (var call in ReadCalls(campaign, context.RequestAborted))
        {
            tally.Add(call);
        }

        await foreach (var row in campaigns.ReadRejectedAsync(campaign.Workspace, campaign.CampaignId, context.RequestAborted))
        {
            tally.Add(row);
        }

        var agent = await agents.FindAsync(campaign.Workspace, campaign.AgentId, context.RequestAborted);
        var page = ReportPage.Write(new ReportSubject(campaign, agent?.Settings.Name, zone), tally);
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = page.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = ReportPage.Policy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.ContentDisposition = Disposition("inline", $"{FileName(campaign, "report")}.html");
        await response.Body.WriteAsync(page, context.RequestAborted);
    }

    private IAsyncEnumerable<Postrider.Calls.CallView> ReadCalls(Campaign campaign, CancellationToken cancellationToken) => campaigns.ReadCallsAsync(campaign.Workspace, campaign.CampaignId, cancellationToken);

    private static CsvWriter Begin(HttpContext context, Campaign campaign, string what)
    {
        var response = context.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentDisposition = Disposition("attachment", $"{FileName(campaign, what)}.csv");
        var csv = new CsvWriter(response.BodyWriter);
        if (context.Request.Query["bom"] != "false")
        {
            csv.Mark();
        }

        return csv;
    }

    private static string Disposition(string kind, string fileName)
    {
        var disposition = new ContentDispositionHeaderValue(kind);
        disposition.SetHttpFileName(fileName);
        return disposition.ToString();
    }

    /// <summary>Letters and digits of the campaign's name, which mean nothing to any shell or file system.</summary>
    internal static string FileName(Campaign campaign, string what)
    {
        var parts = string.Concat(campaign.Settings.Name.Select(letter => char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join('-', parts);
        return $"{(name.Length == 0 ? campaign.Id : name[..Math.Min(name.Length, 60)].TrimEnd('-'))}-{what}";
    }
}
