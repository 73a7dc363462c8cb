using System.Net;
using Postrider.Contacts;
using Postrider.Server.Security;
using Postrider.Storage;
using Postrider.Suppression;

namespace Postrider.Server.Api.Unsubscribe;

/// <summary>Where recipients unsubscribe. Looking changes nothing, since scanners follow every link; a POST does it at once, without a question (RFC 8058).</summary>
internal sealed class UnsubscribeEndpoints(UnsubscribeLinks links, IInboxStore inbox, ISuppressionStore suppressions, ApiKeyGate gate)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var endpoints = ActivatorUtilities.CreateInstance<UnsubscribeEndpoints>(app.ServiceProvider);
        app.MapGet($"{UnsubscribeLinks.Path}{{code}}", endpoints.Show);
        app.MapPost($"{UnsubscribeLinks.Path}{{code}}", endpoints.Unsubscribe);
    }

    private async Task Show(HttpContext context)
    {
        if (await FindAsync(context) is not { } found)
        {
            await (await gate.MayFailAsync(context)
                ? PlainPage.AnswerAsync(context, StatusCodes.Status404NotFound, "This link is not valid", "<p>It may have been cut off on its way. Please use the link from the mail as it is.</p>")
                : PlainPage.TooManyAsync(context));
            return;
        }

        var address = WebUtility.HtmlEncode(RecipientAddress.Bare(found.Address));
        await (await suppressions.FindAsync(found.Workspace, found.Address, context.RequestAborted) is null
            ? PlainPage.AnswerAsync(context, StatusCodes.Status200OK, "Unsubscribe", $"<p>No more messages to <b>{address}</b>?</p><form method=\"post\"><button>Unsubscribe</button></form>")
            : PlainPage.AnswerAsync(context, StatusCodes.Status200OK, "Unsubscribed", $"<p><b>{address}</b> gets no more messages.</p>"));
    }

    private async Task Unsubscribe(HttpContext context)
    {
        if (await FindAsync(context) is not { } found)
        {
            await Show(context);
            return;
        }

        await suppressions.AddAsync(found.Workspace, found.Address, "unsubscribe", "By link.", context.RequestAborted);
        await Show(context);
    }

    private async Task<(WorkspaceId Workspace, string Address)?> FindAsync(HttpContext context) =>
        links.Read((string?)context.Request.RouteValues["code"] ?? "") is { } job && await inbox.FindRecipientAsync(job, context.RequestAborted) is { } address ? (job.Workspace, address) : null;
}
