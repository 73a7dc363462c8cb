using System.IO.Pipelines;
using Postrider.Access;
using Postrider.Campaigns;
using Postrider.Server.Security;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>A campaign's progress as Server-Sent Events.</summary>
internal sealed class ProgressEndpoint(ProgressHub hub, TimeProvider time, IHostApplicationLifetime host)
{
    /// <summary>Proxies cut off what is silent for long; and who watches learns that the expected end has moved.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>After this the client comes again, so a key that was revoked sees no more than that.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private static readonly ApiError _full = ApiErrors.Unavailable with { Message = "This server shows progress to as many viewers as it can. Read GET /v1/outbound-jobs/{id} now and then instead.", RetryAfter = TimeSpan.FromSeconds(30) };
    private static readonly ApiError _stopping = ApiErrors.Unavailable.With("This server is stopping. Try again.");

    public static void Map(IEndpointRouteBuilder group, CallsGate gate)
    {
        var endpoint = ActivatorUtilities.CreateInstance<ProgressEndpoint>(group.ServiceProvider);
        group.MapGet("/outbound-jobs/{id}/events", gate.Require(Scopes.CallsRead, endpoint.Watch));
    }

    private Task Watch(HttpContext context, Caller caller) => WatchAsync(context, caller.WorkspaceId);

    internal async Task WatchAsync(HttpContext context, WorkspaceId workspace)
    {
        if (CampaignId.Parse((string?)context.Request.RouteValues["id"] ?? "") is not { } id)
        {
            await CallsAnswer.ErrorAsync(context, CampaignErrors.NotFound);
            return;
        }

        using var viewer = hub.Enter(workspace, id);
        if (viewer is null)
        {
            await CallsAnswer.ErrorAsync(context, _full);
            return;
        }

        using var longest = new CancellationTokenSource(Longest, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping, longest.Token);
        PipeWriter? body = null;
        try
        {
            if (await FirstAsync(context, viewer, over.Token) is { } first)
            {
                body = Begin(context.Response);
                await StreamAsync(body, viewer, first, KnownBy(context), over.Token);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The stream ends here and the client comes again, to this node or another.
            if (body is null)
            {
                await CallsAnswer.ErrorAsync(context, _stopping);
            }
        }
    }

    private static string KnownBy(HttpContext context) => context.Request.Headers["Last-Event-ID"].ToString();

    /// <summary>Null: it was answered without a stream.</summary>
    private static async Task<Progress?> FirstAsync(HttpContext context, ProgressViewer viewer, CancellationToken cancellationToken)
    {
        var progress = await viewer.NextAsync(null, KeepAlive, cancellationToken);
        if (progress is null)
        {
            await CallsAnswer.ErrorAsync(context, CampaignErrors.NotFound);
        }
        else if (progress.IsLast && KnownBy(context) == ProgressText.EndId(progress))
        {
            // To clients of event streams this says: do not come again.
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return null;
        }

        return progress;
    }

    private static PipeWriter Begin(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        ProgressText.WriteHead(response.BodyWriter);
        return response.BodyWriter;
    }

    /// <summary>Each round takes what is newest when the one before has left, however long that took.</summary>
    private static async Task StreamAsync(PipeWriter body, ProgressViewer viewer, Progress first, string known, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> shown = first.Id == known ? first.Data : default;
        for (Progress? progress = first; progress is not null; progress = await viewer.NextAsync(progress.Id, KeepAlive, cancellationToken))
        {
            if (!progress.Data.Span.SequenceEqual(shown.Span))
            {
                ProgressText.WriteProgress(body, progress);
                shown = progress.Data;
            }
            else if (!progress.IsLast)
            {
                ProgressText.WriteSilence(body);
            }

            if (progress.IsLast)
            {
                ProgressText.WriteEnd(body, progress);
            }

            if ((await body.FlushAsync(cancellationToken)).IsCompleted || progress.IsLast)
            {
                return;
            }
        }
    }
}
