using System.Globalization;
using Postrider.Access;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Contacts;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls;

/// <summary>Reading calls, and ending them.</summary>
internal sealed class CallEndpoints(ICallStore calls, IContentStore contents)
{
    public static void Map(IEndpointRouteBuilder group, CallsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<CallEndpoints>(group.ServiceProvider);
        group.MapGet("/calls", gate.Require(Scopes.CallsRead, endpoints.List));
        group.MapGet("/calls/{id}", gate.Require(Scopes.CallsRead, endpoints.Get));
        group.MapGet("/calls/{id}/recording", gate.Require(Scopes.CallsRead, endpoints.Recording));
        group.MapPost("/calls/{id}/hangup", gate.Require(Scopes.CallsWrite, endpoints.HangUp));
    }

    private async Task<CallView?> FindAsync(HttpContext context, Caller caller) =>
        CallId.TryRead((string?)context.Request.RouteValues["id"], out var id) ? await calls.FindAsync(caller.WorkspaceId, id, context.RequestAborted) : null;

    private async Task Get(HttpContext context, Caller caller) => await AnswerAsync(context, StatusCodes.Status200OK, await FindAsync(context, caller));

    private static Task AnswerAsync(HttpContext context, int status, CallView? call) =>
        call is null ? CallsAnswer.ErrorAsync(context, CallsErrors.CallNotFound) : CallsAnswer.ItemAsync(context, status, call, CallWire.WriteWhole);

    private async Task List(HttpContext context, Caller caller)
    {
        var query = context.Request.Query;
        var fault = Paging.TryRead(query, out var paging);
        var filter = Filter(query, ref fault) with { Limit = paging.Limit + 1 };
        if (paging.After is { } after)
        {
            filter = filter with { Before = Guid.TryParseExact(after, "D", out var before) ? before : null };
            fault ??= filter.Before is null ? ApiErrors.InvalidCursor : null;
        }

        if (fault is not null)
        {
            await CallsAnswer.ErrorAsync(context, fault);
            return;
        }

        // What can be no campaign's id has no calls.
        var read = Text(query, "campaign_id") is null || filter.CampaignId is not null ? await calls.ListAsync(caller.WorkspaceId, filter, context.RequestAborted) : [];
        var (items, next) = paging.Page(read, call => call.Job.JobId.ToString("D"));
        await CallsAnswer.ItemsAsync(context, items, next, CallWire.Write);
    }

    private static CallFilter Filter(IQueryCollection query, ref ApiError? fault)
    {
        var filter = new CallFilter { AcceptedFrom = Time(query, "from", ref fault), AcceptedBefore = Time(query, "until", ref fault) };
        if (Text(query, "state") is { } word)
        {
            filter = filter with { State = CallStateWords.Find(word) };
            fault ??= filter.State is null ? CallsErrors.InvalidState : null;
        }

        if (Text(query, "outcome") is { } outcome)
        {
            filter = filter with { Outcome = outcome };
            fault ??= CallOutcome.All.Contains(outcome) ? null : CallsErrors.InvalidOutcome;
        }

        if (Text(query, "campaign_id") is { } campaign)
        {
            filter = filter with { CampaignId = CampaignId.Parse(campaign) };
        }

        if (Text(query, "to") is { } to)
        {
            // In a query a plus that nobody escaped is a blank.
            var number = $"+{to.TrimStart(' ', '+')}";
            filter = filter with { Address = RecipientAddress.Phone(number) };
            fault ??= CountryCode.IsCallable(number) ? null : CallsErrors.InvalidNumber;
        }

        return filter;
    }

    private static string? Text(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Time(IQueryCollection query, string name, ref ApiError? fault)
    {
        if (Text(query, name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToUniversalTime();
        }

        fault ??= CallsErrors.InvalidTime;
        return null;
    }

    private async Task Recording(HttpContext context, Caller caller)
    {
        var call = await FindAsync(context, caller);
        if (call?.Record.RecordingSha256 is not { } hash)
        {
            await CallsAnswer.ErrorAsync(context, call is null ? CallsErrors.CallNotFound : CallsErrors.RecordingNotFound);
            return;
        }

        var response = context.Response;
        response.ContentType = "audio/wav";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"{call.ExternalId}.wav\"";
        if (!await contents.CopyAsync(caller.WorkspaceId, hash, response.Body, context.RequestAborted))
        {
            response.Headers.ContentDisposition = default;
            await CallsAnswer.ErrorAsync(context, CallsErrors.RecordingNotFound);
        }
    }

    private async Task HangUp(HttpContext context, Caller caller)
    {
        var done = CallId.TryRead((string?)context.Request.RouteValues["id"], out var id) ? await calls.HangUpAsync(caller.WorkspaceId, id, context.RequestAborted) : null;
        switch (done)
        {
            case null:
                await CallsAnswer.ErrorAsync(context, CallsErrors.CallNotFound);
                break;
            case Postrider.Calls.HangUp.Ended:
                await CallsAnswer.ErrorAsync(context, CallsErrors.CallEnded);
                break;
            default:
                // Whoever carries the call is told; it ends a moment later.
                await AnswerAsync(context, done == Postrider.Calls.HangUp.Canceled ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, await FindAsync(context, caller));
                break;
        }
    }
}
